import { bareAddress, readMail } from './mail.js';
import { html } from './html.js';
import { listPage, mailPage } from './pages.js';
import { createRefusals, faultOfRefusals } from './refusals.js';

const at = new Date('2026-01-01T12:00:00Z');
const envelope = { from: 'shop@example.org', to: ['ada@example.org'] };
const read = (...lines: string[]) => readMail('000000000001', at, envelope, Buffer.from(lines.join('\r\n')));

describe('reading a mail', () => {
  it('when it has an encoded subject and an HTML part only, then both are read, and the words of the HTML are its text', async () => {
    const mail = await read(
      'From: =?UTF-8?Q?Sidec=C3=A4rt?= <shop@example.org>',
      'Subject: =?UTF-8?B?QmVzdMOkdGlndW5n?=',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<head><style>p { color: red }</style></head><p>Your order&nbsp;<b>&#35;7</b> is on its way=20=',
      '.</p>',
    );
    expect(mail).toMatchObject({
      from: 'Sidecärt <shop@example.org>',
      subject: 'Bestätigung',
      to: ['ada@example.org'],
      receivedAt: at.toISOString(),
    });
    expect(mail.html).toContain('<b>');
    expect(mail.text.replace(/\s+/g, ' ')).toBe('Your order #7 is on its way .');
  });

  it('when it has an attachment, then its name is told', async () => {
    const mail = await read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Hello',
      '--b',
      'Content-Type: application/pdf; name=invoice.pdf',
      'Content-Disposition: attachment; filename=invoice.pdf',
      '',
      'x',
      '--b--',
    );
    expect([mail.text.trim(), mail.attachments]).toEqual(['Hello', ['invoice.pdf']]);
  });

  it('when it is no mail at all, then it is kept by its envelope and source', async () => {
    const mail = await read('\u0000\u0001 nonsense');
    expect(mail).toMatchObject({ from: 'shop@example.org', to: ['ada@example.org'], subject: '(no subject)' });
    expect(mail.source).toContain('nonsense');
  });

  it.each([
    ['Ada <Ada@Example.org>', 'ada@example.org'],
    ['ada@example.org', 'ada@example.org'],
    [' ADA@EXAMPLE.ORG ', 'ada@example.org'],
  ])('when an address is written %j, then it is %j', (text, bare) => {
    expect(bareAddress(text)).toBe(bare);
  });
});

describe('pages', () => {
  it('when a mail holds markup, then the page shows it as text, and the HTML part only in a frame that runs nothing', async () => {
    const mail = await read('Subject: <script>alert(1)</script>', 'Content-Type: text/html', '', '<script>alert(2)</script><p>Hello</p>');
    const page = mailPage(mail);
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(/<iframe[^>]*>/.exec(page)?.[0]).toMatch(/sandbox="allow-popups allow-popups-to-escape-sandbox" src="\/mails\/000000000001\/html"/);
    expect(listPage({ total: 1, items: [mail], next: null }, '"><script>')).not.toContain('<script');
  });

  it('when nothing has come or nothing is found, then the page says which', () => {
    expect(listPage({ total: 0, items: [], next: null }, '')).toContain('No mail has come yet');
    expect(listPage({ total: 0, items: [], next: null }, 'ada')).toContain('Show all');
  });

  it('when there are older ones, then a link keeps the search', () => {
    expect(listPage({ total: 9, items: [], next: '000000000004' }, 'a&b')).toContain('href="/?q=a%26b&amp;after=000000000004"');
  });

  it('when HTML is put together, then only HTML goes in unescaped', () => {
    expect(html`<p title="${'"'}">${'<b>'}${html`<i>${1}</i>`}${[html`a`, html`b`]}</p>`.text).toBe('<p title="&quot;">&lt;b&gt;<i>1</i>ab</p>');
  });
});

describe('refusals', () => {
  it('when a recipient, a domain or everybody is named, then those are hit, the first rule first', () => {
    const refusals = createRefusals();
    refusals.replace([
      { recipient: 'Ada@example.org', code: 550 },
      { recipient: '*@slow.example', code: 451 },
    ]);
    expect(['ada@EXAMPLE.org', 'bob@slow.example', 'bob@notslow.example2', 'bob@example.org'].map((to) => refusals.take(to)?.code)).toEqual([
      550,
      451,
      undefined,
      undefined,
    ]);
    refusals.replace([{ recipient: '*', code: 451 }]);
    expect(refusals.take('anybody@example.org')?.code).toBe(451);
  });

  it('when a rule holds a number of times, then not once more', () => {
    const refusals = createRefusals();
    refusals.replace([{ recipient: '*', code: 451, times: 2 }]);
    expect([1, 2, 3].map(() => refusals.take('ada@example.org')?.code)).toEqual([451, 451, undefined]);
    expect(refusals.list()).toEqual([]);
  });

  it.each([
    [undefined, 'must be a list'],
    [[{ recipient: '', code: 451 }], '/refusals/0'],
    [
      [
        { recipient: '*', code: 451 },
        { recipient: '*', code: 452 },
      ],
      '/refusals/1',
    ],
    [[{ recipient: '*', code: 451, times: 0 }], '/refusals/0'],
    [[null], '/refusals/0'],
  ])('when the list is %j, then the fault names the place', (value, place) => {
    expect(faultOfRefusals(value)).toContain(place);
  });
});
