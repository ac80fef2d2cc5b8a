import type { Database } from '../database/tx.js';
import { createTestDatabase, fixedClock, metricValue, pgDatabase, type TestDatabase } from '../testing/index.js';
import { createMetrics, type Metrics } from './metrics.js';
import { observeStoredRows } from './stored-rows.js';

let testDatabase: TestDatabase;
let database: Database;
let metrics: Metrics;
let asked: { readonly sql: string; readonly values: readonly unknown[] }[];
const clock = fixedClock();
const ORDERS = 'orders.order.created';

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = pgDatabase(testDatabase.url);
});
beforeEach(async () => {
  await database.sql.$executeRawUnsafe('truncate platform.outbox_events, platform.event_retries, platform.dead_letters, platform.intents');
  metrics = createMetrics('tests');
  asked = [];
  observeStoredRows({
    ...{ metrics, clock, knownTopics: [ORDERS, 'orders.order.failed'], subscribedTopics: [ORDERS], intentKinds: ['refund', 'capture'] },
    sql: {
      ...database.sql,
      $queryRawUnsafe: (sql, ...values) => {
        asked.push({ sql, values });
        return database.sql.$queryRawUnsafe(sql, ...values);
      },
    },
  });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const run = (sql: string, ...values: unknown[]) => database.sql.$executeRawUnsafe(sql, ...values);
const value = (name: string, labels?: Record<string, string>) => metricValue(metrics, name, labels);
const before = (seconds: number): Date => new Date(clock.now().getTime() - seconds * 1_000);
const outbox = (count: number, at: Date, over = 'null, null, null') =>
  run(
    `insert into platform.outbox_events (id, topic, event, created_at, sent_at, sent_number, parked_at)
     select gen_random_uuid(), '${ORDERS}', '{}', $1::timestamptz, ${over} from generate_series(1, ${count})`,
    at,
  );
const letters = (topic: string, reason: string, count: number) =>
  run(
    `insert into platform.dead_letters (id, consumer, topic, reason, detail, attempts, event, digest, created_at)
     select gen_random_uuid(), 'tests', $1, $2, 'd', 0, '{}', $2 || n, now() from generate_series(1, ${count}) n`,
    topic,
    reason,
  );
const intent = (kind: string, seconds: number, status = 'OPEN') =>
  run(
    `insert into platform.intents (id, kind, key, payload, status, next_attempt_at, correlation_id, created_at)
     values (gen_random_uuid(), $1, gen_random_uuid()::text, '{}', $3, $2, 'c', $2)`,
    kind,
    before(seconds),
    status,
  );

test('when nothing waits, then everything stands at 0, also by the topics and kinds there may be', async () => {
  for (const name of ['outbox_depth', 'outbox_oldest_age_seconds', 'outbox_parked', 'event_retries_pending']) {
    expect([name, await value(name)]).toEqual([name, 0]);
  }
  expect(await value('dead_letter_depth', { topic: ORDERS, reason: 'HANDLER_FAILED' })).toBe(0);
  expect([await value('intents_pending', { kind: 'refund' }), await value('intent_oldest_age_seconds', { kind: 'capture' })]).toEqual([0, 0]);
});

test('when rows wait, are parked and are sent, then each is told apart, with the age of the one that waits longest', async () => {
  await outbox(1, before(300), 'null, null, now()');
  await outbox(2, before(200), 'now(), 1, null');
  await outbox(3, before(90));
  await outbox(1, before(10));
  expect([await value('outbox_depth'), await value('outbox_parked'), await value('outbox_oldest_age_seconds')]).toEqual([4, 1, 90]);
  clock.advance(30_000);
  expect(await value('outbox_oldest_age_seconds')).toBe(120);
});

test('when a row was stored by a clock that is ahead, then its age is 0', async () => {
  await outbox(1, before(-5));
  await intent('refund', -5);
  expect([await value('outbox_oldest_age_seconds'), await value('intent_oldest_age_seconds', { kind: 'refund' })]).toEqual([0, 0]);
});

test('when events wait for another attempt, then they are counted', async () => {
  await run(
    `insert into platform.event_retries (consumer, event_id, topic, event, attempts, last_error, next_attempt_at, created_at)
     select 'tests', n::text, '${ORDERS}', '{}', 1, 'e', now(), now() from generate_series(1, 3) n`,
  );
  expect(await value('event_retries_pending')).toBe(3);
});

test('when events were given up, then they are told by topic and reason, made-up topics together', async () => {
  await letters(ORDERS, 'HANDLER_FAILED', 2);
  await letters(ORDERS, 'INVALID_DATA', 1);
  await letters('orders.order.failed', 'REJECTED', 1);
  await letters('made.up.one', 'INVALID_DATA', 1);
  await letters('made.up.two', 'INVALID_DATA', 2);
  expect(await value('dead_letter_depth', { topic: ORDERS, reason: 'HANDLER_FAILED' })).toBe(2);
  expect(await value('dead_letter_depth', { topic: ORDERS })).toBe(3);
  expect(await value('dead_letter_depth', { topic: 'orders.order.failed', reason: 'REJECTED' })).toBe(1);
  expect(await value('dead_letter_depth', { topic: 'unknown', reason: 'INVALID_DATA' })).toBe(3);
  expect(await metrics.text()).not.toContain('made.up');
});

test('when intents are open, then they are told by kind with the age of the oldest, and settled ones are not', async () => {
  for (const seconds of [5, 60, 20]) await intent('refund', seconds);
  await intent('capture', 600, 'SETTLED');
  await intent('of-another-version', 7);
  expect([await value('intents_pending', { kind: 'refund' }), await value('intent_oldest_age_seconds', { kind: 'refund' })]).toEqual([3, 60]);
  expect([await value('intents_pending', { kind: 'capture' }), await value('intent_oldest_age_seconds', { kind: 'capture' })]).toEqual([0, 0]);
  expect([await value('intents_pending', { kind: 'unknown' }), await value('intent_oldest_age_seconds', { kind: 'unknown' })]).toEqual([1, 7]);
});

test('when it is scraped, then that is one statement, and two scrapes at the same moment share it', async () => {
  await Promise.all([metrics.text(), metrics.text()]);
  expect(asked).toHaveLength(1);
});

test('when a table is very long, then counting stops at its limit', async () => {
  await outbox(100_001, before(1));
  await outbox(10_001, before(1), 'null, null, now()');
  await letters(ORDERS, 'INVALID_DATA', 10_001);
  expect([await value('outbox_depth'), await value('outbox_parked'), await value('dead_letter_depth')]).toEqual([100_000, 10_000, 10_000]);
});

test.each([
  ['never analysed', ''],
  ['analysed', 'analyze'],
])('when many rows are there that nobody waits for, and the tables were %s, then the read looks at indexes only', async (_how, prepare) => {
  await run('alter table platform.outbox_events set (autovacuum_enabled = false)');
  await outbox(20_000, before(1), 'now(), 1, null');
  await outbox(10, before(1));
  if (prepare !== '') await run(prepare);
  await metrics.text();
  const { sql, values } = asked[0]!;
  const plan = await database.sql.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(`explain ${sql}`, ...values);
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(text).toMatch(/outbox_events_unsent/);
  expect(text).not.toContain('Seq Scan on outbox_events');
});

test('when the database is away, then these have no value, and the scrape says so', async () => {
  const lonely = createMetrics('tests');
  const away = pgDatabase('postgres://nobody@127.0.0.1:1/none');
  observeStoredRows({ metrics: lonely, clock, sql: away.sql, knownTopics: [ORDERS], subscribedTopics: [ORDERS], intentKinds: ['refund'] });
  expect(await metricValue(lonely, 'scrape_errors_total', { what: 'stored_rows' })).toBe(1);
  for (const name of ['outbox_depth', 'dead_letter_depth', 'intents_pending'])
    expect([name, await metricValue(lonely, name)]).toEqual([name, undefined]);
  await away.close();
});
