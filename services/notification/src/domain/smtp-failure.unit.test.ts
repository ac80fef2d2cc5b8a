import fc from 'fast-check';
import { bindingFailed, smtpSays } from '../testing/sidecar';
import { withoutAddresses } from './address';
import { readSmtpFailure } from './smtp-failure';

const read = (error: Error) => readSmtpFailure(error.message);

test.each([
  ['550 "5.1.1 <ada@example.com> User unknown"', '550 "5.1.1 <ada@example.com> User unknown"'],
  ['552 "5.2.2 Mailbox full"', '552 "5.2.2 Mailbox full"'],
  ['554 "5.7.1 first line\nsecond line"', '554 "5.7.1 first line second line"'],
  ['gomail: invalid address "not an address": mail: no angle-addr', 'gomail: invalid address "not an address": mail: no angle-addr'],
])('when the server answers %j, then it is refused for good', (said, detail) => {
  expect(read(smtpSays(said))).toEqual({ type: 'refused', detail });
});

test.each(['451 "4.2.1 try later"', '421 "4.3.2 closing"', '530 "5.7.0 Authentication required"', '535 "5.7.8 no"', 'EOF', 'write: broken pipe'])(
  'when the server answers %j, then nothing is known for good',
  (said) => {
    expect(read(smtpSays(said))).toEqual({ type: 'unknown', detail: said });
  },
);

test('when it fails before the mail is told of, then nothing is known for good, whatever the numbers', () => {
  const failed = (text: string) => read(bindingFailed(`error invoking output binding smtp: error from smtp binding, sending email failed: ${text}`));
  for (const text of ['535 5.7.8 bad credentials', '554 no SMTP service here', 'dial tcp 10.0.0.1:550: connection refused']) {
    expect(failed(text)).toEqual({ type: 'unknown', detail: text });
  }
  expect(read(new Error('the sidecar did not answer POST /v1.0/bindings/smtp: 550 things'))).toMatchObject({ type: 'unknown' });
});

test('when the message was cut short in an address, then what is left of it is left out', () => {
  const { detail } = read(smtpSays(`550 "5.1.1 ${'x'.repeat(80)} <ada.lovelace.of.the.analytical.engine@example.com> User unknown"`));
  expect(detail).toMatch(/^550 "5\.1\.1 x{80}$/);
});

test('when a server repeats the address, however it writes the rest, then no part of it stays', () => {
  const local = fc.stringMatching(/^[a-z0-9!#$%&*+/=?^_`{|}~-]{3,20}$/);
  const around = fc.constantFrom('', '<', '"', '(', ' ');
  fc.assert(
    fc.property(local, around, fc.integer({ min: 0, max: 120 }), (name, before, padding) => {
      const address = `${name}@mail.example.com`;
      const said = `550 "${'x'.repeat(padding)} ${before}${address} unknown"`;
      const detail = withoutAddresses(read(smtpSays(said)).detail, address);
      expect(detail).not.toContain('@');
      expect(detail).not.toContain(`${name}@`);
      if (name.length > 8) expect(detail).not.toContain(name);
    }),
  );
});
