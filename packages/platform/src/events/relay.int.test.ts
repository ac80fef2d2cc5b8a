import {
  createGate,
  createTestDatabase,
  eventually,
  fakeDapr,
  fixedClock,
  metricValue,
  pgDatabase,
  silentLog,
  type TestDatabase,
} from '../testing/index.js';
import { ping, pong, testContracts } from '../testing/test-contracts.js';
import { createMetrics, type Metrics } from '../metrics/metrics.js';
import { observePools } from '../metrics/pools.js';
import { newId } from '../runtime/ids.js';
import { Unavailable } from '../runtime/errors.js';
import type { Database } from '../database/tx.js';
import { createPublisher } from './publisher.js';
import { createRelayCounts } from './relay-counts.js';
import { createOutboxRelay, type OutboxRelay } from './relay.js';
import { createSweeper } from './sweeper.js';

let testDatabase: TestDatabase;
let database: Database;
const relays: OutboxRelay[] = [];
const clock = fixedClock();
const dapr = fakeDapr();

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = pgDatabase(testDatabase.url);
});
beforeEach(async () => {
  await database.sql.$executeRawUnsafe('truncate platform.outbox_events restart identity');
  Object.assign(dapr, { onPublish: () => undefined, available: true });
  dapr.published.length = 0;
  dapr.state.clear();
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const publisher = () => createPublisher({ serviceName: 'tests', contracts: testContracts, clock, newId, database });
const makeRelay = (batchSize = 100, metrics = createMetrics('tests'), watchPool = observePools(metrics)): OutboxRelay => {
  const counts = createRelayCounts({ metrics, serviceName: 'tests', contracts: testContracts });
  const parts = { url: testDatabase.url, dapr, clock, counts, watchPool, log: silentLog() };
  const relay = createOutboxRelay({ ...parts, markerStore: 'marker', batchSize, pollMs: 60_000 });
  relays.push(relay);
  return relay;
};
const store = (count: number, offset = 0) =>
  database.transaction((tx) =>
    publisher().publishAll(
      tx,
      Array.from({ length: count }, (_, index) => ({ topic: ping, subject: 's', data: { key: 'k', value: index + offset } })),
    ),
  );
const values = () => dapr.published.map((event) => (event.data as { value: number }).value);
const unsent = async () => (await database.sql.$queryRawUnsafe<unknown[]>('select 1 from platform.outbox_events where sent_at is null')).length;

test('when a transaction rolls back, then none of its events is ever sent', async () => {
  const relay = makeRelay();
  await expect(
    database.transaction(async (tx) => {
      await publisher().publish(tx, { topic: ping, subject: 's', data: { key: 'k', value: 1 } });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await relay.runOnce()).toBe(0);
  expect(dapr.published).toEqual([]);
});

test('when an own event breaks its contract, then publishing throws and nothing is stored', async () => {
  const bad = { topic: ping, subject: 's', data: { key: 'k', value: 'x' as unknown as number } };
  await expect(database.transaction((tx) => publisher().publish(tx, bad))).rejects.toMatchObject({ code: 'INVALID_OWN_EVENT' });
  expect(await unsent()).toBe(0);
});

test('when events are stored, then they are sent in order with rising sequences and an intact envelope', async () => {
  const [first] = await store(3);
  expect(await makeRelay().runOnce()).toBe(3);
  expect(values()).toEqual([0, 1, 2]);
  const { sequence, ...rest } = dapr.published[0]!;
  expect(rest).toEqual(first);
  expect(sequence).toMatch(/^\d{20}$/);
  expect(dapr.published[1]!.sequence! > sequence!).toBe(true);
  expect(rest).toMatchObject({ specversion: '1.0', source: '/services/tests', type: ping.name, partitionkey: 'k', correlationid: first!.id });
});

test('when the outbox is written, then NOTIFY wakes a relay that would sleep for a minute', async () => {
  const relay = makeRelay();
  relay.start();
  const listening = `select 1 from pg_stat_activity where datname = current_database() and state = 'idle' and query like 'listen%'`;
  await eventually(async () => (await database.sql.$queryRawUnsafe<unknown[]>(listening)).length === 1);
  await store(1);
  await eventually(() => dapr.published.length === 1, { timeoutMs: 5_000 });
});

test('when several replicas drain one outbox, then each event is sent once', async () => {
  await store(300);
  const replicas = [makeRelay(20), makeRelay(20), makeRelay(20)];
  await Promise.all(
    replicas.map(async (relay) => {
      while ((await relay.runOnce()) > 0);
    }),
  );
  expect([...values()].sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index));
});

test('when the sidecar refuses one entry, then the others are sent and it alone is tried again, and parked after ten refusals', async () => {
  dapr.onPublish = (_topic, event) => ((event.data as { value: number }).value === 1 ? 'too large' : undefined);
  const relay = makeRelay();
  await store(3);
  expect(await relay.runOnce()).toBe(2);
  for (let round = 0; round < 9; round += 1) {
    await store(1, 100 + round);
    await relay.runOnce();
  }
  const rows = await database.sql.$queryRawUnsafe<{ failures: number; last_error: string; parked: boolean }[]>(
    'select failures, last_error, parked_at is not null as parked from platform.outbox_events where sent_at is null',
  );
  expect(rows).toEqual([{ failures: 10, last_error: 'too large', parked: true }]);
  await store(1, 500);
  expect(await relay.runOnce()).toBe(1);
});

test.each([
  ['throws', () => Promise.reject(new Unavailable('FORBIDDEN', 'this topic may not be published'))],
  ['refuses every entry', () => 'refused'],
])('when the sidecar %s on one topic, then a backlog of it longer than a batch holds up no other topic', async (_what, refuse) => {
  let forbidden = true;
  dapr.onPublish = (topic) => (topic === pong.name && forbidden ? refuse() : undefined);
  const relay = makeRelay(10);
  const backlog = Array.from({ length: 25 }, (_, value) => ({ topic: pong, subject: 's', data: { key: 'k', value } }));
  await database.transaction((tx) => publisher().publishAll(tx, backlog));
  await store(15, 100);
  for (let round = 0; round < 3; round += 1) await relay.runOnce().catch(() => undefined);
  expect(values()).toEqual(Array.from({ length: 15 }, (_, index) => 100 + index));
  forbidden = false;
  while ((await relay.runOnce()) > 0);
  expect(await unsent()).toBe(0);
});

test('when the broker is away, then nothing is lost or counted against the rows, and all go once it is back', async () => {
  const relay = makeRelay();
  await store(5);
  dapr.onPublish = () => {
    throw new Unavailable('BROKER', 'away');
  };
  await expect(relay.runOnce()).rejects.toMatchObject({ code: 'BROKER' });
  dapr.onPublish = () => undefined;
  expect(await relay.runOnce()).toBe(5);
});

test('when the broker lost everything, then everything retained is sent again under the same ids', async () => {
  const relay = makeRelay(2);
  await store(5);
  while ((await relay.runOnce()) > 0);
  const ids = dapr.published.map((event) => event.id);
  dapr.published.length = 0;
  dapr.state.clear();
  while ((await relay.runOnce()) > 0);
  expect(dapr.published.map((event) => event.id)).toEqual(ids);
  dapr.published.length = 0;
  expect(await relay.runOnce()).toBe(0);
});

test('when the marker is behind the rows, then only what came after it, with an overlap, is sent again', async () => {
  const relay = makeRelay(1);
  await store(30);
  while ((await relay.runOnce()) > 0);
  dapr.published.length = 0;
  const [key, held] = [...dapr.state][0]!;
  dapr.state.set(key, { etag: '20', value: { ...(held.value as object), number: 20 } });
  while ((await relay.runOnce()) > 0);
  expect(values()).toEqual(Array.from({ length: 20 }, (_, index) => index + 10));
});

test('when the broker loses everything between publish and marker, then the batch is sent again', async () => {
  const relay = makeRelay();
  await store(1);
  await relay.runOnce();
  await store(1, 1);
  dapr.onPublish = () => {
    dapr.state.clear();
    return undefined;
  };
  await relay.runOnce();
  dapr.onPublish = () => undefined;
  dapr.published.length = 0;
  while ((await relay.runOnce()) > 0);
  expect(values()).toEqual([0, 1]);
});

test('when publishAndAwait is called, then it resolves after the sidecar has the event, and throws Unavailable when it has not', async () => {
  const relay = makeRelay();
  relay.start();
  const event = await publisher().publishAndAwait({ topic: ping, subject: 's', data: { key: 'k', value: 7 } });
  expect(dapr.published.map(({ id }) => id)).toEqual([event.id]);
  dapr.available = false;
  const lost = publisher().publishAndAwait({ topic: ping, subject: 's', data: { key: 'k', value: 8 } }, { timeoutMs: 100 });
  await expect(lost).rejects.toMatchObject({ code: 'EVENT_NOT_CONFIRMED', retryable: true });
  dapr.available = true;
  await eventually(() => dapr.published.length === 2);
});

test('when thirty days have passed, then sent rows are swept and unsent ones stay', async () => {
  const relay = makeRelay();
  const sweeper = createSweeper({ database, clock, log: silentLog() });
  await store(2);
  await relay.runOnce();
  await store(1);
  clock.advance(29 * 86_400_000);
  expect(await sweeper.runOnce()).toBe(0);
  clock.advance(1 * 86_400_000 + 1);
  expect(await sweeper.runOnce()).toBe(2);
  expect(await unsent()).toBe(1);
});

describe('what the relay tells', () => {
  const published = (metrics: Metrics, topic: string, outcome: string) => metricValue(metrics, 'events_published_total', { topic, outcome });

  test('when events are sent, then success is counted by topic, and the size of each batch; failure stands at 0', async () => {
    const metrics = createMetrics('tests');
    const relay = makeRelay(4, metrics);
    expect(await published(metrics, pong.name, 'failure')).toBe(0);
    await store(5);
    while ((await relay.runOnce()) > 0);
    expect([await published(metrics, ping.name, 'success'), await published(metrics, ping.name, 'failure')]).toEqual([5, 0]);
    const size = (part: string, labels = {}) => metricValue(metrics, `outbox_batch_size_${part}`, labels);
    expect([await size('count'), await size('sum'), await size('bucket', { le: '1' })]).toEqual([2, 5, 1]);
  });

  test('when the sidecar refuses one event, then that one is a failure and the others are not', async () => {
    const metrics = createMetrics('tests');
    dapr.onPublish = (_topic, event) => ((event.data as { value: number }).value === 1 ? 'too large' : undefined);
    await store(3);
    await makeRelay(100, metrics).runOnce();
    expect([await published(metrics, ping.name, 'success'), await published(metrics, ping.name, 'failure')]).toEqual([2, 1]);
  });

  test.each([
    ['the broker takes nothing', () => Object.assign(dapr, { onPublish: () => Promise.reject(new Unavailable('BROKER', 'away')) })],
    ['not even the marker can be read', () => Object.assign(dapr, { available: false })],
  ])('when %s, then what waits is a failure each time it is tried', async (_what, breakIt) => {
    const metrics = createMetrics('tests');
    const relay = makeRelay(100, metrics);
    await store(3);
    breakIt();
    for (let round = 0; round < 2; round += 1) await expect(relay.runOnce()).rejects.toThrow();
    expect([await published(metrics, ping.name, 'success'), await published(metrics, ping.name, 'failure')]).toEqual([0, 6]);
    Object.assign(dapr, { onPublish: () => undefined, available: true });
    await relay.runOnce();
    expect(await published(metrics, ping.name, 'success')).toBe(3);
  });

  test('when a batch is under way, then its connection is busy, and idle again after it', async () => {
    const metrics = createMetrics('tests');
    const relay = makeRelay(100, metrics);
    const gate = createGate();
    dapr.onPublish = () => gate.pass().then(() => undefined);
    await store(1);
    const batch = relay.runOnce();
    await gate.reached;
    const connections = (state: string) => metricValue(metrics, 'database_pool_connections', { pool: 'relay', state });
    expect([await connections('busy'), await connections('idle')]).toEqual([1, 0]);
    gate.open();
    await batch;
    expect([await connections('busy'), await connections('idle')]).toEqual([0, 1]);
  });
});
