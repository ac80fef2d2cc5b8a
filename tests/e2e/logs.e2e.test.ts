import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../packages/platform/src/testing/index.js';
import { openDesk, type Desk } from './support/desk.js';
import { faultOf, leaksIn, literally, readLogs, type Forbidden, type LogFile } from './support/run-logs.js';
import { openShop, type Shop } from './support/shop.js';

const CARDS = ['4242424242424242', '4000 0000 0000 0002', '5555-5555-5555-4444'];
const STRIPE_KEY = `sk_test_${randomUUID().replaceAll('-', '')}`;
const WRONG_TOKEN = 'a-token-nobody-here-has-given-out';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const EMAIL = 'jane+e2e@example.com';

let shop: Shop;
let desk: Desk;
let logs: readonly LogFile[];
let forbidden: readonly Forbidden[];
let scratch: string;
let orders: { readonly choreography: string; readonly orchestration: string };

/** One run in which everything happens that could make a service say too much; its logs are read once all apps have ended. */
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sidecart-logs-'));
  const preload = `--require ${join(__dirname, 'support', 'last-words.cjs')}`;
  const loyalty = { NODE_OPTIONS: preload, LAST_WORDS: `card ${CARDS[0]} of ${EMAIL}`, LAST_WORDS_SAID: join(scratch, 'said') };
  shop = await openShop({ env: { LOG_LEVEL: 'debug' }, appEnv: { payment: { STRIPE_SECRET_KEY: STRIPE_KEY }, loyalty } });
  desk = openDesk(shop);
  forbidden = forbiddenIn(shop);
  await shop.allRecorded([await shop.sell()]);
  expect((await shop.complete(await shop.session(), { cardToken: 'tok_declined' })).status).toBe(402);
  orders = { choreography: await processed('choreography'), orchestration: await processed('orchestration') };
  await Promise.all([refusedMail(), deadLetters(), badRequests(), wrongTokens()]);
  await Promise.all(shop.stack.services.map(({ app }) => app.stop()));
  await Promise.all(shop.stack.services.map(({ sidecar }) => sidecar.stop()));
  logs = readLogs(join(shop.stack.directory, 'logs'));
}, 240_000);
afterAll(async () => {
  await shop.close();
  rmSync(scratch, { recursive: true });
});

function forbiddenIn({ stack }: Shop): readonly Forbidden[] {
  const secrets = JSON.parse(readFileSync(join(stack.directory, 'secrets.json'), 'utf8')) as Readonly<Record<string, string>>;
  const { appApiToken, daprApiToken, adminToken, redisUrl, databaseUrls } = stack.secrets;
  const passwords = [...databaseUrls].map(([service, url]) => [`the password of ${service}'s database`, new URL(url).password] as const);
  const texts = [
    ...Object.entries(secrets).map(([name, secret]) => [`the secret ${name}`, secret] as const),
    ...passwords,
    ...([['the app token', appApiToken], ['the sidecar token', daprApiToken], ['the operator token', adminToken]] as const), // prettier-ignore
    ['the password of Redis', new URL(redisUrl).password],
    ['a wrong token', WRONG_TOKEN],
    ['the key at the provider', STRIPE_KEY],
    ...CARDS.map((card) => ['a card number', card] as const),
  ] as const;
  return [
    ...texts.filter(([, text]) => text !== '').map(([what, text]) => literally(what, text)),
    { what: 'a card token', pattern: /\btok_\w+/ },
    { what: 'an e-mail address', pattern: /[\w.+-]+(@|%40)example\.(com|org)/i },
    { what: 'a key of Stripe', pattern: /\b((sk|rk|pk)_(live|test)|whsec)_\w+/ },
    { what: 'a bearer', pattern: /bearer\s+[\w.~+/-]{8}/i },
    { what: 'a login in a URL', pattern: /:\/\/[^\s/:@]*:[^\s/@[]+@/ },
  ];
}

/** Orders that complete and that are declined, on one path. Resolves to the one that completed. */
async function processed(path: 'choreography' | 'orchestration'): Promise<string> {
  await desk.choose(path);
  const [good, declined] = [await desk.place({ cardToken: 'tok_timeout_after_charge' }), await desk.place({ cardToken: 'tok_declined' })];
  const dear = await desk.place({ expectedMinor: 1 });
  await Promise.all([good, declined, dear].map((id) => desk.settled(id, 120_000)));
  return good;
}

/** The mail server refuses one recipient for now, and another one for ever. */
async function refusedMail(): Promise<void> {
  const inbox = `${shop.stack.inbox?.url ?? ''}/refusals`;
  const refusals = [{ recipient: '*', code: 451, times: 1 }, { recipient: '*', code: 550, times: 1 }]; // prettier-ignore
  await fetch(inbox, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ refusals }) });
  await desk.place();
  await eventually(async () => (await shop.rows('notification', "select 1 from mails where status = 'FAILED'")).length > 0, { timeoutMs: 60_000 });
}

/** Events with a customer and a card in them that no service can take. */
async function deadLetters(): Promise<void> {
  const [row] = await shop.rows<{ event: Record<string, unknown> }>(
    'checkout',
    "select event from platform.outbox_events where topic = 'checkout.order.completed' limit 1",
  );
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
  const order = { items: EMAIL, payment: { cardToken: 'tok_visa', number: CARDS[0] }, customer: { email: EMAIL } };
  const spoilt = { ...row!.event, id: randomUUID(), traceparent, traceid: traceparent, data: { checkoutSessionId: EMAIL, order } };
  await shop.publish('checkout', 'checkout.order.completed', spoilt);
  await shop.publish('checkout', 'checkout.order.completed', { ...spoilt, id: randomUUID(), dataschema: `https://${EMAIL}/9.9` });
  await eventually(async () => (await shop.rows('orders', 'select 1 from platform.dead_letters')).length === 2, { timeoutMs: 60_000 });
}

/** What is refused by HTTP, by a contract, by a use case, and by the database itself. */
async function badRequests(): Promise<void> {
  const [card] = CARDS;
  const headers = { 'idempotency-key': EMAIL, 'x-correlation-id': EMAIL };
  const wrong = { customer: { id: card, email: `${card} ${EMAIL}` }, items: EMAIL, payment: { method: 'card', cardToken: { number: card } } };
  const raw = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: `{"number": "${card}", ${EMAIL}` };
  const answers = [
    (await shop.http('orders', 'POST', '/orders', { body: wrong, headers })).status,
    (await fetch(`${shop.stack.app('orders').url}/orders`, raw)).status,
    (await shop.http('customers', 'GET', `/customers/${EMAIL}?card=${encodeURIComponent(CARDS[1]!)}`)).status,
    (await shop.http('checkout', 'GET', `/${EMAIL}`)).status,
  ];
  expect(answers.every((status) => status >= 400 && status < 500)).toBe(true);
  const key = randomUUID();
  const goodOrder = {
    customer: { id: 'customer-1', email: EMAIL },
    items: [{ sku: 'MUG-BLUE', quantity: 1 }],
    shippingAddress: { name: 'Jane Doe', line1: 'Main Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
    expectedTotal: { minor: 100_000, currency: 'EUR' },
    payment: { method: 'card', cardToken: 'tok_visa' },
  };
  expect((await desk.tryPlace({ key })).status).toBe(202);
  expect((await desk.tryPlace({ key, cardToken: 'tok_mastercard' })).status).toBe(422);
  await shop.rows('orders', 'alter table orders add constraint nobody_orders check (customer_id is null) not valid');
  // An operator who puts the token into the wrong header: only the service itself can know it for one.
  const asked = { 'idempotency-key': randomUUID(), 'x-correlation-id': shop.stack.secrets.adminToken };
  expect((await shop.http('orders', 'POST', '/orders', { body: goodOrder, headers: asked })).status).toBe(500);
  await shop.rows('orders', 'alter table orders drop constraint nobody_orders');
}

async function wrongTokens(): Promise<void> {
  const headers = { authorization: `Bearer ${WRONG_TOKEN}`, 'dapr-api-token': WRONG_TOKEN };
  expect((await shop.http('orders', 'GET', '/admin/rollout', { headers })).status).toBe(401);
  expect((await shop.http('orders', 'POST', '/events/checkout.order.completed', { headers, body: {} })).status).toBe(401);
  const sidecar = `${shop.stack.sidecar('orders').url}/v1.0/invoke/payment/method/admin/books`;
  expect((await fetch(sidecar, { headers })).status).toBe(401);
}

const names = () => shop.stack.services.map(({ topology }) => topology.appID);
/** The lines of a service, or of all. */
const linesOf = (service?: string) =>
  logs
    .filter(({ process }) => (service === undefined ? names().includes(process) : process === service))
    .flatMap(({ lines }) => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>));

test('when everything has gone wrong that can, then no log of the run holds a card, an address, a token or a password', () => {
  expect(logs.map(({ process }) => process)).toEqual(
    expect.arrayContaining([...names(), ...names().map((name) => `${name}-sidecar`), 'redis', 'postgres', 'inbox']),
  );
  expect(leaksIn(logs, forbidden)).toEqual([]);
  // There was something to hide.
  expect(linesOf('orders').some((line) => JSON.stringify(line).includes('[redacted]'))).toBe(true);
});

test('when one of them does stand in a log, then it is found', () => {
  const said = `${CARDS.join(' ')} ${STRIPE_KEY} tok_visa ${EMAIL} Bearer ${WRONG_TOKEN} postgres://orders:password@127.0.0.1/orderdb`;
  const secrets = forbidden.map(({ pattern }) => pattern.source.replaceAll('\\', ''));
  writeFileSync(join(scratch, 'control.log'), `nothing here\n${said} ${secrets.join(' ')}\n`);
  const found = leaksIn(readLogs(scratch), forbidden);
  expect(found.map((leak) => leak.split(': ')[1])).toEqual(forbidden.map(({ what }) => what));
  expect(found.every((leak) => leak.startsWith('control:2:'))).toBe(true);
});

test('when a service writes a line, then it is JSON with time, level, service and message', () => {
  for (const service of [...names(), 'inbox']) {
    const lines = logs.find(({ process }) => process === service)?.lines ?? [];
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.flatMap((line) => faultOf(line, service) ?? [])).toEqual([]);
  }
});

test('when an order was processed, then its lines in each service are found by its id, and tell one story', () => {
  for (const [path, orderId] of Object.entries(orders)) {
    const lines = linesOf().filter((line) => line['orderId'] === orderId);
    const services = new Set(lines.map(({ service }) => service));
    expect([path, [...services].sort()]).toEqual([path, expect.arrayContaining(['notification', 'payment'])]);
    expect(new Set(lines.flatMap(({ correlationId }) => correlationId ?? []))).toHaveProperty('size', 1);
  }
});

test('when an event came with a trace and nothing is traced here, then what is said of it names that trace', () => {
  const letters = linesOf('orders').filter(({ msg }) => msg === 'dead letter');
  expect(letters).toHaveLength(2);
  expect(letters).toEqual(letters.map(() => expect.objectContaining({ level: 'error', traceId: TRACE, eventId: expect.any(String) })));
});

test('when Node.js warns in a service, or an error is caught by nobody there, then that is a line like any other', () => {
  const lines = linesOf('loyalty');
  const err = expect.objectContaining({ message: 'card [redacted] of [redacted]' });
  expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', msg: 'Node.js warns', err }));
  expect(lines).toContainEqual(expect.objectContaining({ level: 'fatal', msg: 'an error was caught by nobody', err }));
});
