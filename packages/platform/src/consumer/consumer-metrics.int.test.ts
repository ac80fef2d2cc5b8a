import type { Database } from '../database/tx.js';
import { createMetrics, type Metrics } from '../metrics/metrics.js';
import { PermanentError } from '../runtime/errors.js';
import { newId } from '../runtime/ids.js';
import { createTestDatabase, fixedClock, metricValue, pgDatabase, silentLog, type TestDatabase } from '../testing/index.js';
import { ping, pong, testContracts, type Ping } from '../testing/test-contracts.js';
import { createConsumer, type EventConsumer } from './consumer.js';
import { on, type Handler } from './types.js';

let testDatabase: TestDatabase;
let database: Database;
let metrics: Metrics;
const clock = fixedClock();
const topic = ping.name;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = pgDatabase(testDatabase.url);
});
beforeEach(async () => {
  metrics = createMetrics('tests');
  await database.sql.$executeRawUnsafe('truncate platform.processed_events, platform.event_retries, platform.dead_letters');
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const consumerOf = (handle: Handler<Ping>['handle'] = () => Promise.resolve(), over: Partial<Database> = {}): EventConsumer =>
  createConsumer({
    ...{ serviceName: 'tests', contracts: testContracts, clock, newId, database: { ...database, ...over }, log: silentLog(), metrics },
    subscriptions: [on(ping, { handle })],
    settings: { pubsubName: 'pubsub', batchSize: 200, maxAwaitMs: 50, maxRetries: 1, retryDelayMs: 1_000 },
  });
const event = (value: unknown, over: object = {}): Record<string, unknown> => ({
  ...{ specversion: '1.0', id: newId(), source: '/services/other', type: topic, subject: 's', partitionkey: 'k', correlationid: 'c' },
  ...{ time: clock.now().toISOString(), dataschema: `https://schemas.sidecart.dev/${topic}/1.0`, data: { key: 'k', value } },
  ...over,
});
const deliver = (consumer: EventConsumer, events: readonly unknown[], to = topic) =>
  consumer.receive(to, { entries: events.map((item, index) => ({ entryId: String(index), event: item })) });
const consumed = (outcome: string, of = topic) => metricValue(metrics, 'events_consumed_total', { topic: of, outcome });
const letters = (reason: string, of = topic) => metricValue(metrics, 'dead_letters_total', { topic: of, reason });
const latency = (part: string, labels: Record<string, string> = {}) =>
  metricValue(metrics, `event_latency_seconds_${part}`, { topic, consumer: 'tests', ...labels });

test('when nothing has come yet, then what is subscribed to stands at 0, so that a first increase shows', async () => {
  consumerOf();
  for (const outcome of ['handled', 'duplicate', 'unhandled', 'retried', 'dead_lettered'])
    expect([outcome, await consumed(outcome)]).toEqual([outcome, 0]);
  expect([await letters('INVALID_DATA'), await letters('HANDLER_FAILED')]).toEqual([0, 0]);
  expect(await consumed('handled', pong.name)).toBeUndefined();
});

test('when copies come, then they are dedup hits, and only first copies have a latency', async () => {
  const consumer = consumerOf();
  const [one, other] = [event(1), event(2)];
  await deliver(consumer, [one, other, one]);
  await deliver(consumer, [other]);
  expect([await consumed('handled'), await consumed('duplicate'), await latency('count')]).toEqual([2, 2, 2]);
});

test('when events are handled, then the time since they were published is told, with a bound at 100 ms, and never below 0', async () => {
  const ago = (ms: number) => event(1, { time: new Date(clock.now().getTime() - ms).toISOString() });
  await deliver(consumerOf(), [event(1, { time: 'yesterday' }), ago(100), ago(101), ago(20_000), ago(-5_000)]);
  expect([await consumed('handled'), await consumed('duplicate')]).toEqual([5, 0]);
  expect(await latency('count')).toBe(4);
  expect(await latency('sum')).toBeCloseTo(20.201);
  expect([await latency('bucket', { le: '0.005' }), await latency('bucket', { le: '0.1' }), await latency('bucket', { le: '30' })]).toEqual([
    1, 2, 4,
  ]);
});

test('when a batch rolls back, then nothing of it is told; when the database is away, then neither', async () => {
  const away = () => Promise.reject(new Error('connection terminated'));
  const consumer = consumerOf(undefined, { transaction: away });
  expect(await deliver(consumer, [event(1)])).toEqual({ statuses: [{ entryId: '0', status: 'RETRY' }] });
  expect([await consumed('handled'), await consumed('retried'), await latency('count')]).toEqual([0, 0, undefined]);
});

test('when deliveries come, then their sizes are told', async () => {
  const consumer = consumerOf();
  await deliver(consumer, [event(1), event(2), event(3)]);
  await deliver(consumer, [event(4)]);
  const size = (part: string, labels = {}) => metricValue(metrics, `event_batch_size_${part}`, { topic, ...labels });
  expect([await size('count'), await size('sum'), await size('bucket', { le: '1' })]).toEqual([2, 4, 1]);
});

test('when a handler fails, then each attempt is told as retried, and the last as dead-lettered', async () => {
  const consumer = consumerOf(({ data }) => (data.value === 13 ? Promise.reject(new Error('thirteen')) : Promise.resolve()));
  await deliver(consumer, [event(13), event(1)]);
  expect([await consumed('retried'), await consumed('handled'), await consumed('dead_lettered')]).toEqual([1, 1, 0]);
  clock.advance(1_000);
  await consumer.retries.runOnce();
  expect([await consumed('retried'), await consumed('dead_lettered'), await letters('HANDLER_FAILED')]).toEqual([1, 1, 1]);
});

test('when a retry succeeds, then it is handled, and its latency holds the wait', async () => {
  let fails = true;
  const consumer = consumerOf(() => (fails ? Promise.reject(new Error('not yet')) : Promise.resolve()));
  await deliver(consumer, [event(1)]);
  fails = false;
  clock.advance(1_000);
  await consumer.retries.runOnce();
  expect([await consumed('handled'), await latency('sum')]).toEqual([1, 1]);
});

test('when an event that waits is not known any more at its next attempt, then its end is told', async () => {
  const consumer = consumerOf(() => Promise.reject(new Error('no')));
  await deliver(consumer, [event(1)]);
  await database.sql.$executeRawUnsafe(`update platform.event_retries set event = replace(event, '/1.0"', '/9.0"')`);
  clock.advance(1_000);
  await consumer.retries.runOnce();
  expect([await consumed('dead_lettered'), await letters('UNKNOWN_VERSION')]).toEqual([1, 1]);
});

test('when a dead event comes again, then it is one letter, though taken twice', async () => {
  const refusing = consumerOf(() => {
    throw new PermanentError('TAKEN', 'this number is taken');
  });
  const bad = event('not a number');
  for (const delivered of [[bad, event(1)], [bad]]) await deliver(refusing, delivered);
  expect([await consumed('dead_lettered'), await letters('INVALID_DATA'), await letters('REJECTED')]).toEqual([3, 1, 1]);
});

test('when a topic is made up, then its events are told under one label with all other unknown ones', async () => {
  const consumer = consumerOf();
  for (const made of ['made.up.one', 'made.up.two']) await deliver(consumer, [event(1, { type: made })], made);
  expect(await consumed('dead_lettered', 'unknown')).toBe(2);
  expect(await letters('UNKNOWN_VERSION', 'unknown')).toBe(2);
  expect(await metricValue(metrics, 'event_batch_size_count', { topic: 'unknown' })).toBe(2);
  expect(await metrics.text()).not.toContain('made.up');
});

test('when two services take the same topic in one process, then each tells of its own', async () => {
  const mine = metrics;
  const one = consumerOf();
  metrics = createMetrics('other');
  consumerOf();
  await deliver(one, [event(1)]);
  expect([await metricValue(mine, 'events_consumed_total', { outcome: 'handled' }), await consumed('handled')]).toEqual([1, 0]);
});
