import { createServer, type AddressInfo } from 'node:net';
import request from 'supertest';
import { on } from '../consumer/types.js';
import { route } from '../http/types.js';
import { createGate, createTestDatabase, eventually, fakeDapr, fixedClock, metricValue, pgPrismaLike, type TestDatabase } from '../testing/index.js';
import { ping, pong, testContracts } from '../testing/test-contracts.js';
import { loadConfig } from './config.js';
import type { ServiceOverrides } from './platform-types.js';
import { createService, type Service } from './service.js';

let database: TestDatabase;
const clock = fixedClock();
const services: Service<never>[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});
afterAll(() => database.drop());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const SIDECAR = 'token-of-the-sidecar';
function serviceWith(env: NodeJS.ProcessEnv = {}, over: ServiceOverrides = {}, name = 'tests') {
  const required = {
    DATABASE_URL: database.url,
    APP_PORT: '1',
    DAPR_HTTP_PORT: '4998',
    APP_API_TOKEN: SIDECAR,
    ADMIN_TOKEN: 'token-of-the-operator',
  };
  const config = loadConfig('tests', {}, { ...required, LOG_LEVEL: 'silent', ...env });
  const definition = {
    ...{ name, contracts: testContracts },
    createClient: () => pgPrismaLike(config.DATABASE_URL),
    wire: () => ({
      routes: [route({ method: 'get', path: '/things/:id', handle: () => Promise.resolve({ status: 200 }) })],
      subscriptions: [on(ping, { handle: () => Promise.resolve() })],
      intentKinds: [{ kind: 'call', call: () => Promise.resolve(1), settle: () => Promise.resolve() } as never],
    }),
  };
  const service = createService(definition, config, { clock, dapr: fakeDapr(), loops: false, ...over });
  services.push(service as never);
  return service;
}
const publish = ({ platform }: ReturnType<typeof serviceWith>) =>
  platform.database.transaction((tx) => platform.publisher.publish(tx, { topic: ping, subject: 's', data: { key: 'k', value: 1 } }));

test('when a service is scraped, then all the platform tells is there, under the service’s name', async () => {
  const { app } = serviceWith();
  await request(app).get('/things/1');
  await request(app).post(`/events/${pong.name}`).set('dapr-api-token', SIDECAR).send({ entries: [] });
  const { status, headers, text } = await request(app).get('/metrics');
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const types = Object.fromEntries([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  expect(types).toEqual({
    scrape_errors_total: 'counter',
    database_pool_connections: 'gauge',
    database_pool_waiting: 'gauge',
    intent_attempts_total: 'counter',
    events_consumed_total: 'counter',
    dead_letters_total: 'counter',
    event_latency_seconds: 'histogram',
    event_batch_size: 'histogram',
    events_published_total: 'counter',
    outbox_batch_size: 'histogram',
    outbox_depth: 'gauge',
    outbox_oldest_age_seconds: 'gauge',
    outbox_parked: 'gauge',
    event_retries_pending: 'gauge',
    dead_letter_depth: 'gauge',
    intents_pending: 'gauge',
    intent_oldest_age_seconds: 'gauge',
    http_request_duration_seconds: 'histogram',
  });
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(samples.filter((line) => !line.includes('service="tests"'))).toEqual([]);
  for (const sample of ['http_request_duration_seconds_count', 'intent_attempts_total', 'events_published_total', 'database_pool_waiting']) {
    expect(samples.some((line) => line.startsWith(`${sample}{`))).toBe(true);
  }
});

test('when the sidecar is away for a while, then the age and the depth of the outbox rise, and fall once it is back', async () => {
  const dapr = fakeDapr();
  const service = serviceWith({}, { dapr });
  const { metrics } = service.platform;
  dapr.available = false;
  await publish(service);
  await expect(service.relay.runOnce()).rejects.toThrow();
  clock.advance(75_000);
  expect([await metricValue(metrics, 'outbox_depth'), await metricValue(metrics, 'outbox_oldest_age_seconds')]).toEqual([1, 75]);
  expect(await metricValue(metrics, 'events_published_total', { topic: ping.name, outcome: 'failure' })).toBe(1);
  dapr.available = true;
  await service.relay.runOnce();
  expect([await metricValue(metrics, 'outbox_depth'), await metricValue(metrics, 'outbox_oldest_age_seconds')]).toEqual([0, 0]);
});

test('when the database is away, then a scrape is answered with all that does not come from it', async () => {
  const { app } = serviceWith({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  const { status, text } = await request(app).get('/metrics');
  expect(status).toBe(200);
  expect(text).toContain('scrape_errors_total{what="stored_rows",service="tests"} 1');
  expect(text).toContain('database_pool_connections{pool="relay",state="idle",service="tests"} 0');
  expect(text).toMatch(/^events_published_total\{/m);
  expect(text).not.toMatch(/^outbox_depth\{/m);
});

test('when two services live in one process, then neither tells of the other', async () => {
  const [one, other] = [serviceWith({}, {}, 'one'), serviceWith({}, {}, 'other')];
  await request(one.app).get('/things/1');
  const count = ({ platform }: typeof one) => metricValue(platform.metrics, 'http_request_duration_seconds_count', { route: '/things/:id' });
  expect([await count(one), await count(other)]).toEqual([1, undefined]);
  expect((await request(other.app).get('/metrics')).text).not.toContain('service="one"');
});

test('when a service drains, then its operations port says so until the drain is over, and closes last', async () => {
  const [port, operations] = [await freePort(), await freePort()];
  const dapr = fakeDapr();
  const service = serviceWith({ APP_PORT: String(port), OPERATIONS_PORT: String(operations) }, { dapr });
  await service.start();
  const ask = (path: string, at = operations) => fetch(`http://127.0.0.1:${at}${path}`);
  expect((await ask('/readyz')).status).toBe(200);
  expect(await (await ask('/metrics')).text()).toContain('outbox_depth{service="tests"} 0');
  expect((await ask('/things/1')).status).toBe(404);
  const gate = createGate();
  dapr.onPublish = () => gate.pass().then(() => undefined);
  await publish(service);
  const stopped = service.stop();
  await gate.reached;
  await eventually(() =>
    ask('/healthz', port).then(
      () => false,
      () => true,
    ),
  );
  const answer = await ask('/readyz');
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'not ready', failing: ['draining'] }]);
  expect((await ask('/healthz')).status).toBe(200);
  expect(await (await ask('/metrics')).text()).toContain('outbox_depth{service="tests"}');
  gate.open();
  await stopped;
  await expect(ask('/healthz')).rejects.toThrow();
});

test('when no operations port is configured, then nothing listens beside the app', async () => {
  const listening = () => process.getActiveResourcesInfo().filter((type) => type === 'TCPServerWrap').length;
  const port = await freePort();
  const before = listening();
  await serviceWith({ APP_PORT: String(port) }).start();
  expect(listening()).toBe(before + 1);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
});
