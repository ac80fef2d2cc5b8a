import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pino from 'pino';
import { loadConfig } from './config.js';
import { startExporter, type Exporter } from './exporter.js';
import { createGate } from './testing/gate.js';
import { openTestRedis } from './testing/test-redis.js';

const TOPIC = 'orders.order.created';
const exporters: Exporter[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
let redis: Redis;
let url: string;

beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled);
  ({ redis, url } = await openTestRedis(10));
});
beforeEach(async () => {
  await redis.flushdb();
});
afterEach(async () => {
  await Promise.all(exporters.splice(0).map((exporter) => exporter.stop()));
  expect(unhandled.splice(0)).toEqual([]);
});
afterAll(() => {
  redis.disconnect();
  process.off('unhandledRejection', onUnhandled);
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Starts an exporter on a free port; resolves to the way to ask it. */
async function exporterOf(env: Record<string, string>): Promise<(path: string, method?: string) => Promise<Answer>> {
  const config = { ...loadConfig({ EXPORTER_PORT: '4075', LOG_LEVEL: 'silent', ...env }), EXPORTER_PORT: 0 };
  const exporter = await startExporter(config, pino({ level: 'silent' }));
  exporters.push(exporter);
  return async (path, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${exporter.port}${path}`, { method });
    return { status: response.status, text: await response.text() };
  };
}

/** Waits for a page that shows it; pages are kept for a second. */
async function pageWith(ask: (path: string) => Promise<Answer>, line: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { status, text } = await ask('/metrics');
    expect(status).toBe(200);
    if (text.split('\n').includes(line)) return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no page shows ${line}`);
}

test('when groups are behind, then the page shows lag, pending and length by stream and group', async () => {
  await redis.xgroup('CREATE', TOPIC, 'payment', '0', 'MKSTREAM');
  for (let count = 0; count < 5; count += 1) await redis.xadd(TOPIC, '*', 'data', '{}');
  await redis.xreadgroup('GROUP', 'payment', 'payment', 'COUNT', 2, 'STREAMS', TOPIC, '>');
  const page = await pageWith(await exporterOf({ REDIS_URL: url }), 'stream_lag_exporter_up 1');
  expect(page).toContain(`redis_stream_group_lag{stream="${TOPIC}",group="payment"} 3\n`);
  expect(page).toContain(`redis_stream_group_pending{stream="${TOPIC}",group="payment"} 2\n`);
  expect(page).toContain(`redis_stream_group_lost_entries{stream="${TOPIC}",group="payment"} 0\n`);
  expect(page).toMatch(/redis_stream_group_oldest_pending_age_seconds\{stream="orders\.order\.created",group="payment"\} [\d.e-]+\n/);
  expect(page).toContain(`redis_stream_length{stream="${TOPIC}"} 5\n`);
  expect(page).toContain('stream_lag_exporter_left_out 0\n');
});

test('when Redis is emptied, then its streams are gone from the page, and new ones are right', async () => {
  await redis.xgroup('CREATE', TOPIC, 'payment', '0', 'MKSTREAM');
  await redis.xadd(TOPIC, '*', 'data', '{}');
  const ask = await exporterOf({ REDIS_URL: url });
  expect(await pageWith(ask, `redis_stream_length{stream="${TOPIC}"} 1`)).toContain('group="payment"} 1\n');
  await redis.flushdb();
  await redis.xgroup('CREATE', 'payment.payment.failed', 'orders', '0', 'MKSTREAM');
  for (let count = 0; count < 3; count += 1) await redis.xadd('payment.payment.failed', '*', 'data', '{}');
  const page = await pageWith(ask, 'redis_stream_group_lag{stream="payment.payment.failed",group="orders"} 3');
  expect(page).not.toContain(TOPIC);
  expect(page).toContain('stream_lag_exporter_up 1\n');
});

test('when Redis comes and goes, then the exporter lives on, says so, and shows no old figure', async () => {
  await redis.xadd(TOPIC, '*', 'data', '{}');
  const gate = await createGate(url);
  const ask = await exporterOf({ REDIS_URL: gate.url, EXPORTER_TIMEOUT_MS: '2000' });
  expect(await ask('/healthz')).toMatchObject({ status: 200 });
  expect(await ask('/readyz')).toMatchObject({ status: 503 });
  expect(await pageWith(ask, 'stream_lag_exporter_up 0')).toMatch(/scrape_errors_total [1-9]/);
  await gate.open();
  await pageWith(ask, `redis_stream_length{stream="${TOPIC}"} 1`);
  expect(await ask('/readyz')).toMatchObject({ status: 200 });
  await gate.shut();
  expect(await pageWith(ask, 'stream_lag_exporter_up 0')).not.toContain(TOPIC);
  expect(await ask('/readyz')).toMatchObject({ status: 200 });
  await gate.open();
  await pageWith(ask, 'stream_lag_exporter_up 1');
  await gate.shut();
});

test('when nothing comes back on the connection, then the page is answered without Redis, and a new connection is made', async () => {
  const gate = await createGate(url);
  await gate.open();
  const ask = await exporterOf({ REDIS_URL: gate.url, EXPORTER_TIMEOUT_MS: '500' });
  await pageWith(ask, 'stream_lag_exporter_up 1');
  gate.silence();
  await pageWith(ask, 'stream_lag_exporter_up 0');
  gate.speak();
  await pageWith(ask, 'stream_lag_exporter_up 1');
  await gate.shut();
});

test("when it runs as the README's Redis user, then it reads lag, and that user can write nothing and read nothing else", async () => {
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
  const line = /^ACL SETUSER (.+)$/m.exec(readme)?.[1]?.replace('<password>', 'reader-secret') ?? '';
  const plain = new URL(url);
  plain.pathname = '';
  const [stream, other] = ['test.acl.granted', 'test-acl-other'];
  const admin = new Redis(plain.href, { protocol: 2 });
  const own = Object.assign(new URL(plain), { username: 'stream-lag', password: 'reader-secret' });
  const reader = new Redis(own.href, { protocol: 2, enableReadyCheck: false, disableClientInfo: true, lazyConnect: true });
  try {
    await admin.call('ACL', 'SETUSER', ...line.split(' '));
    await admin.xgroup('CREATE', stream, 'payment', '0', 'MKSTREAM');
    for (let count = 0; count < 4; count += 1) await admin.xadd(stream, '*', 'data', '{}');
    // One of them given: the group is in the middle, so that its lag is counted.
    await admin.xreadgroup('GROUP', 'payment', 'payment', 'COUNT', 1, 'STREAMS', stream, '>');
    await admin.xadd(other, '*', 'data', '{}');
    // Its variables win over the URL's login.
    const wrong = Object.assign(new URL(plain), { username: 'nobody', password: 'not-it' });
    const ask = await exporterOf({ REDIS_URL: wrong.href, REDIS_USERNAME: 'stream-lag', REDIS_PASSWORD: 'reader-secret' });
    await pageWith(ask, `redis_stream_group_lag{stream="${stream}",group="payment"} 3`);
    const refused: readonly (readonly [string, ...string[]])[] = [
      ['XADD', stream, '*', 'data', '{}'],
      ['XTRIM', stream, 'MAXLEN', '0'],
      ['XDEL', stream, '1-1'],
      ['XACK', stream, 'payment', '1-1'],
      ['XREADGROUP', 'GROUP', 'payment', 'payment', 'STREAMS', stream, '>'],
      ['XGROUP', 'DESTROY', stream, 'payment'],
      ['SET', 'a.b.c', '1'],
      ['DEL', stream],
      ['FLUSHALL'],
      ['KEYS', '*'],
      ['CONFIG', 'GET', '*'],
      ['XRANGE', other, '-', '+'],
    ];
    for (const [name, ...rest] of refused) await expect(reader.call(name, ...rest)).rejects.toThrow('NOPERM');
  } finally {
    await admin.call('ACL', 'DELUSER', 'stream-lag');
    await admin.del(stream, other);
    admin.disconnect();
    reader.disconnect();
  }
});

test('when something else is asked for, then it is refused', async () => {
  const ask = await exporterOf({ REDIS_URL: url });
  expect(await ask('/')).toMatchObject({ status: 404 });
  expect(await ask('/metrics', 'POST')).toMatchObject({ status: 405 });
});
