import { createConnection, type Socket } from 'node:net';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMailStore } from '../inbox/mail-store.js';
import { waitFor } from '../wait.js';
import { createInbox, type Inbox } from './inbox.js';
import { makeDirectory } from './paths.js';
import { openPidFile, type PidFile } from './pid-file.js';
import { claimFreeOffset, shiftPorts } from './ports.js';

let directory: string;
let pids: PidFile;
let inbox: Inbox;
let release: () => void;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sidecart-int-'));
  makeDirectory(join(directory, 'logs'));
  pids = await openPidFile(directory);
  const base = shiftPorts(0);
  const { offset, guard } = await claimFreeOffset([base.inbox, base.smtp]);
  release = () => void guard.close();
  inbox = createInbox({ directory, ports: shiftPorts(offset), pids });
  await inbox.start();
});
afterAll(async () => {
  await inbox.stop();
  await pids.close();
  release();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  await ask('/mails', { method: 'DELETE' });
  await ask('/refusals', { method: 'DELETE' });
});

const ask = (path: string, init?: RequestInit) => fetch(`${inbox.url}${path}`, init);
const askJson = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>;
interface Listed {
  readonly total: number;
  readonly items: readonly { readonly id: string; readonly subject: string; readonly to: readonly string[] }[];
  readonly next: string | null;
}

/** Speaks SMTP as a client does: waits for each answer, and resolves to the last one. */
async function dialogue(...commands: readonly string[]): Promise<string> {
  const socket = createConnection(inbox.smtpPort, '127.0.0.1');
  try {
    let answer = await nextAnswer(socket);
    for (const command of commands) {
      socket.write(`${command}\r\n`);
      answer = await nextAnswer(socket);
      if (/^[45]/.test(answer)) return answer;
    }
    return answer;
  } finally {
    socket.destroy();
  }
}

async function nextAnswer(socket: Socket): Promise<string> {
  let text = '';
  for (;;) {
    if (/^\d{3} [^\n]*\n$/m.test(text)) return text.trim();
    text += await new Promise<string>((resolve, reject) => {
      socket.once('data', (chunk) => resolve(chunk.toString()));
      socket.once('close', () => reject(new Error('the server hung up')));
    });
  }
}

const send = (to: string, subject: string, body = 'Hello') =>
  dialogue(
    'EHLO test',
    'MAIL FROM:<shop@example.org>',
    ...to.split(',').map((one) => `RCPT TO:<${one}>`),
    'DATA',
    `From: shop@example.org\r\nTo: ${to}\r\nSubject: ${subject}\r\nContent-Type: text/html\r\n\r\n<p>${body}</p>\r\n.`,
  );

it('when mails are sent, then they are listed newest first, in pages, and each can be read in all its parts', async () => {
  for (const number of [1, 2, 3]) expect(await send('ada@example.org', `Order ${number}`)).toMatch(/^250 /);
  const first = await askJson<Listed>('/mails?limit=2');
  expect([first.total, first.items.map(({ subject }) => subject)]).toEqual([3, ['Order 3', 'Order 2']]);
  const second = await askJson<Listed>(`/mails?limit=2&after=${first.next}`);
  expect([second.items.map(({ subject }) => subject), second.next]).toEqual([['Order 1'], null]);
  const { id } = first.items[0]!;
  expect(await askJson(`/mails/${id}`)).toMatchObject({ subject: 'Order 3', to: ['ada@example.org'], text: 'Hello' });
  expect(await (await ask(`/mails/${id}/source`)).text()).toContain('Subject: Order 3');
  const part = await ask(`/mails/${id}/html`);
  expect(await part.text()).toContain('<p>Hello</p>');
  expect(part.headers.get('content-security-policy')).toMatch(/^sandbox(?!.*allow-scripts).*default-src 'none'/);
});

it('when a recipient or a text is asked for, then only their mails come', async () => {
  await send('ada@example.org,bob@example.org', 'For both', 'about teapots');
  await send('bob@example.org', 'For Bob', 'about mugs');
  const subjects = async (query: string) => (await askJson<Listed>(`/mails?${query}`)).items.map(({ subject }) => subject);
  expect(await subjects('to=ADA@example.org')).toEqual(['For both']);
  expect(await subjects('to=bob@example.org')).toEqual(['For Bob', 'For both']);
  expect(await subjects('to=da@example.org')).toEqual([]);
  expect(await subjects('q=TEAPOT')).toEqual(['For both']);
  expect(await subjects('to=ada@example.org&q=mugs')).toEqual([]);
  expect((await ask('/mails?limit=0')).status).toBe(400);
});

it('when a person opens it, then the page lists the mails, finds them, and shows one; an unknown one is not found', async () => {
  const page = async (path: string) => (await ask(path)).text();
  expect(await page('/')).toContain('No mail has come yet');
  await send('ada@example.org', 'Your order');
  const list = await page('/?q=ada');
  const path = /href="(\/read\/\d+)">Your order</.exec(list)?.[1];
  expect(await page(path!)).toContain('<iframe');
  expect(await page('/?q=nobody')).toContain('Show all');
  expect((await ask('/read/000000099999')).status).toBe(404);
});

it('when recipients are refused, then the sender is told the code, nothing is kept, and what is counted ends', async () => {
  const put = (refusals: unknown) =>
    ask('/refusals', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ refusals }) });
  await put([
    { recipient: 'full@example.org', code: 451, times: 1 },
    { recipient: '*@gone.example', code: 550 },
  ]);
  expect(await send('full@example.org', 'First try')).toMatch(/^451 /);
  expect(await send('full@example.org', 'Second try')).toMatch(/^250 /);
  expect(await send('ada@gone.example', 'Never')).toMatch(/^550 /);
  expect((await askJson<Listed>('/mails')).items.map(({ subject }) => subject)).toEqual(['Second try']);
  expect((await put([{ recipient: 'x', code: 200 }])).status).toBe(400);
});

it('when it is stopped, killed and started again, then the mails are still there and the numbers go on', async () => {
  await send('ada@example.org', 'Before');
  const { id } = (await askJson<Listed>('/mails')).items[0]!;
  await inbox.restart();
  await inbox.kill();
  // As a person's hand could leave it.
  writeFileSync(join(directory, 'inbox', '000000000000.json'), '{"id":');
  await inbox.start();
  await send('ada@example.org', 'After');
  const { items } = await askJson<Listed>('/mails');
  expect(items.map(({ subject }) => subject)).toEqual(['After', 'Before']);
  expect(items[1]!.id).toBe(id);
  expect(items[0]!.id > id).toBe(true);
});

it('when it is asked to end in mid-mail, then that mail is kept before it ends', async () => {
  const socket = createConnection(inbox.smtpPort, '127.0.0.1');
  await nextAnswer(socket);
  for (const command of ['EHLO test', 'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA']) {
    socket.write(`${command}\r\n`);
    await nextAnswer(socket);
  }
  const pid = inbox.pid!;
  const stopped = inbox.stop();
  socket.write('Subject: Under way\r\n\r\nHello\r\n.\r\n');
  expect(await nextAnswer(socket)).toMatch(/^250 /);
  socket.end('QUIT\r\n');
  await stopped;
  await waitFor('its end', () => inbox.pid !== pid, { timeoutMs: 1_000 });
  await inbox.start();
  expect((await askJson<Listed>('/mails')).items.map(({ subject }) => subject)).toEqual(['Under way']);
});

it('when a foreign name points at it, then it answers nothing', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = createConnection(Number(new URL(inbox.url).port), '127.0.0.1');
    socket.once('data', (chunk) => resolve(chunk.toString()));
    socket.end('GET /mails HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n');
  });
  expect(answer).toMatch(/^HTTP\/1.1 403/);
});

it('when more mails come than are kept, then the oldest go, from the disk too', async () => {
  const folder = join(directory, 'bounded');
  const store = openMailStore(folder, 3);
  for (const subject of ['a', 'b', 'c', 'd', 'e']) await store.add({ from: 'x', to: ['y'] }, Buffer.from(`Subject: ${subject}\r\n\r\n`));
  expect(store.list({ limit: 10 }).items.map(({ subject }) => subject)).toEqual(['e', 'd', 'c']);
  expect(readdirSync(folder)).toHaveLength(3);
  expect(openMailStore(folder, 3).list({ limit: 10 }).total).toBe(3);
});
