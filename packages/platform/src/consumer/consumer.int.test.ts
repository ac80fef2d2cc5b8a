import fc from 'fast-check';
import { PermanentError, Unavailable } from '../runtime/errors.js';
import { newId } from '../runtime/ids.js';
import type { Database, Tx } from '../database/tx.js';
import { createSweeper, DEDUP_WINDOW_MS } from '../events/sweeper.js';
import { createMetrics } from '../metrics/metrics.js';
import { createTestDatabase, fixedClock, metricValue, pgDatabase, silentLog, type TestDatabase } from '../testing/index.js';
import { ping, pong, testContracts, type Ping } from '../testing/test-contracts.js';
import type { PlatformEvent } from '../events/event.js';
import { createConsumer, type EventConsumer } from './consumer.js';
import { createDeadLetters } from './dead-letters.js';
import { createFailureStore } from './failure-store.js';
import { on, type Handler } from './types.js';

let testDatabase: TestDatabase;
let database: Database;
const clock = fixedClock();

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = pgDatabase(testDatabase.url);
  await database.sql.$executeRawUnsafe('create table effects (id text, value int)');
});
beforeEach(async () => {
  await database.sql.$executeRawUnsafe(
    'truncate effects, platform.processed_events, platform.event_retries, platform.dead_letters, platform.outbox_events',
  );
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const effect = (tx: Tx, event: PlatformEvent<Ping>) => tx.$executeRawUnsafe('insert into effects values ($1, $2)', event.id, event.data.value);
const plain: Handler<Ping> = { handle: (event, { tx }) => effect(tx, event).then(() => undefined) };
const consumerWith = (handler: Handler<Ping> = plain, maxRetries = 2, metrics = createMetrics('tests')): EventConsumer =>
  createConsumer({
    serviceName: 'tests',
    contracts: testContracts,
    clock,
    newId,
    database,
    log: silentLog(),
    metrics,
    subscriptions: [on(ping, handler)],
    settings: { pubsubName: 'pubsub', batchSize: 200, maxAwaitMs: 50, maxRetries, retryDelayMs: 1_000 },
  });
const event = (value: unknown, over: object = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: newId(),
  source: '/services/other',
  type: ping.name,
  subject: 's',
  time: clock.now().toISOString(),
  datacontenttype: 'application/json',
  dataschema: `https://schemas.sidecart.dev/${ping.name}/1.0`,
  partitionkey: 'k',
  correlationid: 'c',
  data: { key: 'k', value },
  ...over,
});
const bulk = (events: readonly unknown[]) => ({
  entries: events.map((item, index) => ({ entryId: String(index), event: item, contentType: 'application/cloudevents+json' })),
});
const deliver = async (consumer: EventConsumer, events: readonly unknown[], topic = ping.name) =>
  (await consumer.receive(topic, bulk(events))).statuses.map(({ status }) => status);
const effects = async () =>
  (await database.sql.$queryRawUnsafe<{ value: number }[]>('select value from effects order by value')).map(({ value }) => value);
const rows = (table: string) => database.sql.$queryRawUnsafe<Record<string, unknown>[]>(`select * from platform.${table}`);

test('when a batch arrives, then each event has its effect and is acknowledged', async () => {
  expect(await deliver(consumerWith(), [event(1), event(2)])).toEqual(['SUCCESS', 'SUCCESS']);
  expect(await effects()).toEqual([1, 2]);
});

test('when the subscription list is asked for, then each topic is there once, in bulk', () => {
  expect(consumerWith().subscriptionList()).toEqual([
    {
      pubsubname: 'pubsub',
      topic: ping.name,
      route: `/events/${ping.name}`,
      bulkSubscribe: { enabled: true, maxMessagesCount: 200, maxAwaitDurationMs: 50 },
    },
  ]);
});

test('when a copy comes in the same batch, a later one, or another replica, then there is one effect', async () => {
  const one = event(1);
  const metrics = createMetrics('tests');
  const consumer = consumerWith(plain, 2, metrics);
  await deliver(consumer, [one, one]);
  await deliver(consumer, [one, event(2)]);
  await deliver(consumerWith(), [one]);
  expect(await effects()).toEqual([1, 2]);
  expect(await metricValue(metrics, 'events_consumed_total', { outcome: 'duplicate' })).toBe(2);
});

test('when two copies arrive at the same moment, then there is one effect', async () => {
  for (let round = 0; round < 20; round += 1) {
    const shared = Array.from({ length: 5 }, (_, index) => event(round * 10 + index));
    const answers = await Promise.all([
      deliver(consumerWith(), shared),
      deliver(consumerWith(), [...shared].reverse()),
      deliver(consumerWith(), shared),
    ]);
    expect(answers.flat().every((status) => status === 'SUCCESS')).toBe(true);
  }
  expect(await effects()).toEqual(Array.from({ length: 20 }, (_, round) => Array.from({ length: 5 }, (_unused, index) => round * 10 + index)).flat());
});

test('when any mix of copies is delivered in any split, then each id has exactly one effect', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
      async (deliveries) => {
        await database.sql.$executeRawUnsafe('truncate effects, platform.processed_events');
        const events = Array.from({ length: 10 }, (_, index) => event(index));
        const consumer = consumerWith();
        await Promise.all(
          deliveries.map((indexes) =>
            deliver(
              consumer,
              indexes.map((index) => events[index]),
            ),
          ),
        );
        expect(await effects()).toEqual([...new Set(deliveries.flat())].sort((a, b) => a - b));
      },
    ),
    { numRuns: 25 },
  );
});

test('when onDuplicate is given, then a copy inside the window gets its own answer', async () => {
  const answered: string[] = [];
  const consumer = consumerWith({
    ...plain,
    onDuplicate: async (copy, { publish }) => {
      answered.push(copy.id);
      await publish({ topic: ping, subject: 's', data: copy.data }, copy);
    },
  });
  const one = event(1);
  await deliver(consumer, [one]);
  await deliver(consumer, [one]);
  expect(answered).toEqual([one['id']]);
  expect(await rows('outbox_events')).toHaveLength(1);
  expect(await effects()).toEqual([1]);
});

test('when a handler publishes, then the event is caused by and correlated with the one handled, in the same transaction', async () => {
  const consumer = consumerWith({
    handle: async (received, { publish }) => {
      await publish({ topic: ping, subject: 's', data: { key: 'k', value: 100 } }, received);
      if (received.data.value === 2) throw new Error('after publishing');
    },
  });
  const good = event(1, { correlationid: 'flow-7' });
  await deliver(consumer, [good, event(2)]);
  const outbox = await rows('outbox_events');
  expect(outbox.map((row) => row['event'])).toEqual([expect.objectContaining({ correlationid: 'flow-7', causationid: good['id'] })]);
});

test.each([
  ['null data', { data: null }, 'INVALID_DATA'],
  ['invalid data', { data: { key: 'k', value: 'x' } }, 'INVALID_DATA'],
  ['an unknown major version', { dataschema: `https://schemas.sidecart.dev/${ping.name}/9.0` }, 'UNKNOWN_VERSION'],
  ['a type that contradicts the topic', { type: pong.name }, 'TYPE_CONTRADICTS_TOPIC'],
  ['no id', { id: 5 }, 'INVALID_ENVELOPE'],
])(
  'when an event has %s, then it is a dead letter at once with the reason and the untouched event, and the others are unharmed',
  async (_what, over, reason) => {
    const bad = event(5, over);
    const consumer = consumerWith();
    expect(await deliver(consumer, [event(1), bad, event(2)])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(await effects()).toEqual([1, 2]);
    const letters = await rows('dead_letters');
    expect(letters).toEqual([expect.objectContaining({ reason, topic: ping.name, attempts: 0, event: JSON.stringify(bad) })]);
    await deliver(consumer, [bad]);
    expect(await rows('dead_letters')).toHaveLength(1);
  },
);

test('when an unknown minor version arrives, then the newest known contract validates it', async () => {
  await deliver(consumerWith(), [event(1, { dataschema: `https://schemas.sidecart.dev/${ping.name}/1.7` })]);
  expect(await effects()).toEqual([1]);
});

test('when a known type arrives that nobody here handles, then it is acknowledged and counted', async () => {
  const metrics = createMetrics('tests');
  const consumer = consumerWith(plain, 2, metrics);
  const other = event(1, { type: pong.name, dataschema: `https://schemas.sidecart.dev/${pong.name}/1.0` });
  expect(await deliver(consumer, [other], pong.name)).toEqual(['SUCCESS']);
  expect(await metricValue(metrics, 'events_consumed_total', { topic: pong.name, outcome: 'unhandled' })).toBe(1);
  expect(await rows('dead_letters')).toEqual([]);
});

describe('when one event of a batch fails', () => {
  const failing = (times: number): Handler<Ping> => {
    let left = times;
    return {
      handle: async (received, { tx }) => {
        await effect(tx, received);
        if (received.data.value === 13 && left-- > 0) throw new Error('thirteen');
      },
      handleBatch: async (events, { tx }) => {
        for (const received of events) await effect(tx, received);
        if (events.some(({ data }) => data.value === 13)) throw new Error('a batch with thirteen');
      },
    };
  };

  test('then the others have their effect once and it alone is tried again later, with back-off, until it succeeds', async () => {
    const consumer = consumerWith(failing(2));
    expect(await deliver(consumer, [event(1), event(13), event(2)])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(await effects()).toEqual([1, 2]);
    expect(await consumer.retries.runOnce()).toBe(0);
    clock.advance(1_000);
    expect(await consumer.retries.runOnce()).toBe(1);
    expect(await rows('event_retries')).toEqual([expect.objectContaining({ attempts: 2, last_error: 'Error: thirteen' })]);
    clock.advance(1_999);
    expect(await consumer.retries.runOnce()).toBe(0);
    clock.advance(1);
    expect(await consumer.retries.runOnce()).toBe(1);
    expect(await effects()).toEqual([1, 2, 13]);
    expect(await rows('event_retries')).toEqual([]);
    expect(await rows('dead_letters')).toEqual([]);
  });

  test('then after its retries are used up it is a dead letter with its attempts, leaves no dedup row, and can be redriven', async () => {
    const consumer = consumerWith(failing(3));
    const poison = event(13);
    await deliver(consumer, [poison, event(1)]);
    for (let round = 0; round < 2; round += 1) {
      clock.advance(10_000);
      await consumer.retries.runOnce();
    }
    const letters = await rows('dead_letters');
    expect(letters).toEqual([expect.objectContaining({ reason: 'HANDLER_FAILED', attempts: 3, event: JSON.stringify(poison) })]);
    expect(await database.sql.$queryRawUnsafe('select 1 from platform.processed_events where event_id = $1', poison['id'])).toEqual([]);
    const dead = createDeadLetters({ consumer: 'tests', database, clock });
    expect((await dead.list(10)).items).toHaveLength(1);
    await dead.redrive(String(letters[0]!['id']));
    await consumer.retries.runOnce();
    expect(await effects()).toEqual([1, 13]);
    expect((await dead.list(10)).total).toBe(0);
    await expect(dead.redrive(String(letters[0]!['id']))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('then an event that came alone is tried once a time: n retries are n + 1 attempts, never more than an hour apart', async () => {
    let calls = 0;
    const consumer = consumerWith({ handle: () => Promise.reject(new Error(`call ${(calls += 1)}`)) }, 60);
    await deliver(consumer, [event(1)]);
    expect(calls).toBe(1);
    await database.sql.$executeRawUnsafe('update platform.event_retries set attempts = 59');
    for (const expected of [2, 3]) {
      clock.advance(3_600_000);
      await consumer.retries.runOnce();
      expect(calls).toBe(expected);
    }
    expect(await rows('dead_letters')).toEqual([expect.objectContaining({ attempts: 61, detail: 'Error: call 3' })]);
  });

  test('then an outage uses up no attempt, however often it happens', async () => {
    let down = true;
    const consumer = consumerWith({
      handle: async (received, { tx }) => {
        if (down) throw new Unavailable('DATABASE', 'away');
        await effect(tx, received);
      },
    });
    await deliver(consumer, [event(1)]);
    for (let round = 0; round < 6; round += 1) {
      clock.advance(1_000);
      await consumer.retries.runOnce();
    }
    expect(await rows('event_retries')).toEqual([expect.objectContaining({ attempts: 0 })]);
    down = false;
    clock.advance(1_000);
    await consumer.retries.runOnce();
    expect(await effects()).toEqual([1]);
  });

  test('then a permanent refusal is a dead letter at once', async () => {
    const consumer = consumerWith({
      handle: () => {
        throw new PermanentError('TAKEN', 'this number is taken');
      },
    });
    await deliver(consumer, [event(1)]);
    expect(await rows('dead_letters')).toEqual([expect.objectContaining({ reason: 'REJECTED', detail: 'TAKEN: this number is taken' })]);
  });

  test('then two replicas that look at once make one attempt of it, and the next only after its wait', async () => {
    const consumer = consumerWith(failing(9));
    await deliver(consumer, [event(13)]);
    clock.advance(1_000);
    await Promise.all([consumer.retries.runOnce(), consumerWith(failing(9)).retries.runOnce()]);
    expect(await rows('event_retries')).toEqual([expect.objectContaining({ attempts: 2 })]);
    expect(await rows('dead_letters')).toEqual([]);
  });

  test('then an attempt whose replica died is made again once its lease has run out, not before', async () => {
    await deliver(consumerWith(failing(9)), [event(13)]);
    clock.advance(1_000);
    const died = await createFailureStore('tests', newId).leaseRetry(database.sql, clock.now(), new Date(clock.now().getTime() + 60_000));
    expect(died).toMatchObject({ topic: ping.name, attempts: 1 });
    expect(await consumerWith().retries.runOnce()).toBe(0);
    clock.advance(60_000);
    expect(await consumerWith().retries.runOnce()).toBe(1);
    expect(await effects()).toEqual([13]);
  });

  test('then two replicas that retry it at once have one effect', async () => {
    const consumer = consumerWith(failing(1));
    await deliver(consumer, [event(13)]);
    clock.advance(1_000);
    await Promise.all([consumer.retries.runOnce(), consumerWith().retries.runOnce()]);
    expect(await effects()).toEqual([13]);
    expect(await rows('event_retries')).toEqual([]);
  });
});

test('when the crash comes between commit and acknowledgement, then the redelivered batch changes nothing', async () => {
  const batch = [event(1), event(2)];
  await deliver(consumerWith(), batch);
  expect(await deliver(consumerWith(), batch)).toEqual(['SUCCESS', 'SUCCESS']);
  expect(await effects()).toEqual([1, 2]);
});

test('when the database is away, then RETRY is answered and nothing is lost', async () => {
  const away = pgDatabase('postgres://nobody@127.0.0.1:1/none');
  const consumer = createConsumer({
    serviceName: 'tests',
    contracts: testContracts,
    clock,
    newId,
    database: away,
    log: silentLog(),
    metrics: createMetrics('tests'),
    subscriptions: [on(ping, plain)],
    settings: { pubsubName: 'pubsub', batchSize: 200, maxAwaitMs: 50, maxRetries: 2, retryDelayMs: 1_000 },
  });
  expect(await deliver(consumer, [event(1), event('bad')])).toEqual(['RETRY', 'RETRY']);
  await away.close();
});

test('when 23:59 h have passed, then an id is still deduped; when 24:01 h have, then it is swept', async () => {
  const sweeper = createSweeper({ database, clock, log: silentLog() });
  const consumer = consumerWith();
  const one = event(1);
  await deliver(consumer, [one]);
  clock.advance(DEDUP_WINDOW_MS - 60_000);
  await sweeper.runOnce();
  await deliver(consumer, [one]);
  expect(await effects()).toEqual([1]);
  clock.advance(120_000);
  await sweeper.runOnce();
  expect(await rows('processed_events')).toEqual([]);
  await deliver(consumer, [one]);
  expect(await effects()).toEqual([1, 1]);
});

test('when dead letters are many, then paging newest first shows each once', async () => {
  const dead = createDeadLetters({ consumer: 'tests', database, clock });
  await deliver(
    consumerWith(),
    Array.from({ length: 7 }, () => event('bad')),
  );
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await dead.list(3, cursor);
    expect(page.total).toBe(7);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(7);
  await dead.discard(seen[0]!);
  expect((await dead.list(1)).total).toBe(6);
});
