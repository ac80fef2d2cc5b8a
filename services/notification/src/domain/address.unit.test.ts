import { isAddress, withoutAddresses } from './address';

test('when a text is one mailbox, then it is an address', () => {
  for (const text of ['ada@example.com', "o'brien+shop@sub.example.co.uk", 'a@b']) expect(isAddress(text)).toBe(true);
});

test('when it is none, several, or more than an address, then it is not', () => {
  for (const text of [
    '',
    'ada',
    'ada@',
    '@example.com',
    'a@b@c',
    'a@b;c@d',
    'a@b, c@d',
    'Ada <ada@example.com>',
    'ada@example.com\r\nBcc: x@y',
    'a b@c',
  ]) {
    expect(isAddress(text)).toBe(false);
  }
});

test('when a text holds addresses, then they are masked, the known one also where it does not look like one', () => {
  expect(withoutAddresses('550 <ada@example.com>: "bob@b" and eve@c.d.')).toBe('550 <[address]>: "[address]" and [address]');
  expect(withoutAddresses('to odd one@x failed', 'odd one@x')).toBe('to [address] failed');
});
