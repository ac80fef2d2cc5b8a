import type { Database, Tx } from '../database/tx.js';
import type { PlatformEvent } from '../events/event.js';
import { createMetrics } from '../metrics/metrics.js';
import { currentFlow, type FlowContext } from '../runtime/context.js';
import { newId } from '../runtime/ids.js';
import { createTestDatabase, fixedClock, metricValue, pgDatabase, silentLog, type FixedClock, type TestDatabase } from '../testing/index.js';
import { createAttemptCounts } from './attempt-counts.js';
import { createIntents, type IntentsParts } from './intents.js';
import type { Intent, IntentKind } from './types.js';

let testDatabase: TestDatabase;
let database: Database;
let clock: FixedClock;
let calls: Intent<string>[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = pgDatabase(testDatabase.url);
  await database.sql.$executeRawUnsafe('create table outcomes (key text, outcome text)');
});
beforeEach(async () => {
  clock = fixedClock();
  calls = [];
  await database.sql.$executeRawUnsafe('truncate outcomes, platform.intents');
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

type Call = (intent: Intent<string>) => Promise<string>;
const record: Call = (intent) => Promise.resolve(`done ${intent.payload}`);
const uncounted = () => createAttemptCounts(createMetrics('tests'));
const replica = (call: Call = record, counts = uncounted()): IntentsParts<Tx> => {
  const parts = createIntents<Tx>({ database, clock, newId, log: silentLog(), counts, leaseMs: 10_000 });
  const kind: IntentKind<string, string> = {
    kind: 'test',
    call: (intent) => {
      calls.push(intent);
      return call(intent);
    },
    settle: (tx, intent, outcome) => tx.$executeRawUnsafe('insert into outcomes values ($1, $2)', intent.key, outcome).then(() => undefined),
  };
  parts.register([kind as never]);
  return parts;
};
const enqueue = ({ intents }: IntentsParts<Tx>, key: string, leased = false) =>
  database.transaction((tx) => intents.enqueue(tx, { kind: 'test', key, payload: key, leased }));
const outcomes = () => database.sql.$queryRawUnsafe<unknown[]>('select * from outcomes order by key');

test('when an intent is enqueued, then the worker calls under its key and commits the outcome', async () => {
  const one = replica();
  await enqueue(one, 'a');
  expect(await one.worker.runOnce()).toBe(1);
  expect(calls.map(({ key, attempt }) => [key, attempt])).toEqual([['a', 1]]);
  expect(await outcomes()).toEqual([{ key: 'a', outcome: 'done a' }]);
  expect(await one.worker.runOnce()).toBe(0);
});

test('when an intent is stored because of an event, then its call is made in the flow and the trace of that event', async () => {
  const flows: FlowContext[] = [];
  const one = replica((intent) => (flows.push(currentFlow()), record(intent)));
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const cause = { id: 'e-1', correlationid: 'c-1', traceparent } as PlatformEvent;
  await database.transaction((tx) => one.intents.enqueue(tx, { kind: 'test', key: 'a', payload: 'a', cause }));
  await one.worker.runOnce();
  expect(flows).toEqual([{ correlationId: 'c-1', causationId: 'e-1', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }]);
});

test('when a kind redacts its payload, then the calls and the settlement have it whole, and it is gone once settled', async () => {
  const parts = createIntents<Tx>({ database, clock, newId, log: silentLog(), counts: uncounted() });
  const seen: unknown[] = [];
  const kind: IntentKind<{ card: string; sum: number }, string> = {
    kind: 'secret',
    call: ({ payload, attempt }) => (seen.push(payload), attempt === 1 ? Promise.reject(new Error('lost')) : Promise.resolve('done')),
    settle: (_tx, { payload }) => Promise.resolve(void seen.push(payload)),
    redact: ({ sum }) => ({ sum }),
  };
  parts.register([kind as never]);
  const payload = { card: 'tok_secret', sum: 1 };
  await database.transaction((tx) => parts.intents.enqueue(tx, { kind: 'secret', key: 'a', payload }));
  await parts.worker.runOnce();
  clock.advance(60_000);
  await parts.worker.runOnce();
  expect(seen).toEqual([payload, payload, payload]);
  expect(await database.sql.$queryRawUnsafe('select status, payload from platform.intents')).toEqual([{ status: 'SETTLED', payload: { sum: 1 } }]);
});

test('when the transaction rolls back, then nothing is ever called', async () => {
  const one = replica();
  await expect(
    database.transaction(async (tx) => {
      await one.intents.enqueue(tx, { kind: 'test', key: 'a', payload: 'a' });
      throw new Error('no');
    }),
  ).rejects.toThrow();
  expect(await one.worker.runOnce()).toBe(0);
});

test('when the same key is enqueued again, then there is one intent', async () => {
  const one = replica();
  const first = await enqueue(one, 'a');
  expect(await enqueue(one, 'a')).toEqual({ id: first.id, created: false, leaseToken: undefined });
});

test('when the caller executes it itself, then no worker takes it meanwhile and the outcome comes back', async () => {
  const one = replica();
  const enqueued = await enqueue(one, 'a', true);
  expect(await one.worker.runOnce()).toBe(0);
  expect(await one.intents.execute(enqueued)).toEqual({ state: 'settled', outcome: 'done a' });
  expect(await one.intents.execute(enqueued)).toEqual({ state: 'settled', outcome: 'done a' });
  expect(calls).toHaveLength(1);
});

test('when the outcome is unknown, then the same key is asked again after a wait until it is definite', async () => {
  let unknown = 2;
  const one = replica((intent) => (unknown-- > 0 ? Promise.reject(new Error('timeout')) : record(intent)));
  expect(await one.intents.execute(await enqueue(one, 'a', true))).toMatchObject({ state: 'pending', reason: 'timeout' });
  expect(await one.worker.runOnce()).toBe(0);
  for (let round = 0; round < 2; round += 1) {
    clock.advance(5_000);
    await one.worker.runOnce();
  }
  expect(calls.map(({ key, attempt }) => [key, attempt])).toEqual([
    ['a', 1],
    ['a', 2],
    ['a', 3],
  ]);
  expect(await outcomes()).toEqual([{ key: 'a', outcome: 'done a' }]);
});

test('when the owner dies, then another replica takes over once the lease has run out, not before', async () => {
  await enqueue(replica(), 'a', true);
  const other = replica();
  clock.advance(9_999);
  expect(await other.worker.runOnce()).toBe(0);
  clock.advance(1);
  expect(await other.worker.runOnce()).toBe(1);
  expect(await outcomes()).toHaveLength(1);
});

test('when a slow owner outlives its lease and another has settled, then there is one outcome, and the slow one reports it', async () => {
  let release: () => void = () => undefined;
  const slow = replica(
    (intent) =>
      new Promise((resolve) => {
        release = () => resolve(`late ${intent.payload}`);
      }),
  );
  const enqueued = await enqueue(slow, 'a', true);
  const late = slow.intents.execute(enqueued);
  while (calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(10_000);
  expect(await replica().worker.runOnce()).toBe(1);
  release();
  expect(await late).toEqual({ state: 'settled', outcome: 'done a' });
  expect(await outcomes()).toEqual([{ key: 'a', outcome: 'done a' }]);
});

test('when settling fails, then nothing of it commits and the call is made again', async () => {
  const one = replica();
  await database.sql.$executeRawUnsafe('alter table outcomes rename to hidden');
  await enqueue(one, 'a');
  await one.worker.runOnce();
  await database.sql.$executeRawUnsafe('alter table hidden rename to outcomes');
  expect(await outcomes()).toEqual([]);
  clock.advance(5_000);
  await one.worker.runOnce();
  expect(await outcomes()).toHaveLength(1);
});

test('when several workers drain many intents, then each is called once', async () => {
  const replicas = [replica(), replica(), replica()];
  for (let index = 0; index < 60; index += 1) await enqueue(replicas[0]!, `k${index}`);
  await Promise.all(
    replicas.map(async ({ worker }) => {
      while ((await worker.runOnce()) > 0);
    }),
  );
  expect(new Set(calls.map(({ key }) => key)).size).toBe(60);
  expect(calls).toHaveLength(60);
  expect(await outcomes()).toHaveLength(60);
});

test('when one intent can neither settle nor be put off, then the round fails only once the others have ended', async () => {
  let broken = false;
  const execute: Tx['$executeRawUnsafe'] = (sql, ...values) =>
    broken ? Promise.reject(new Error('database away')) : database.sql.$executeRawUnsafe(sql, ...values);
  const parts = createIntents<Tx>({
    database: { ...database, sql: { ...database.sql, $executeRawUnsafe: execute } },
    clock,
    newId,
    log: silentLog(),
    counts: uncounted(),
  });
  let release = (): void => undefined;
  const slow = new Promise<string>((resolve) => (release = () => resolve('done')));
  const call: Call = ({ key }) => (key === 'slow' ? slow : Promise.reject(new Error('lost')));
  parts.register([{ kind: 'test', call, settle: () => Promise.resolve() } as never]);
  await enqueue(parts, 'slow');
  await enqueue(parts, 'lost');
  broken = true;
  let ended = false;
  const round = parts.worker.runOnce().finally(() => (ended = true));
  const failed = expect(round).rejects.toThrow('database away');
  for (let turn = 0; turn < 50; turn += 1) await database.sql.$queryRawUnsafe('select 1');
  const early = ended;
  release();
  await failed;
  expect(early).toBe(false);
});

test('when attempts end, then they are counted by kind and outcome, those of unknown kinds together', async () => {
  const metrics = createMetrics('tests');
  const counts = createAttemptCounts(metrics);
  let away = true;
  const one = replica((intent) => (away ? Promise.reject(new Error('no answer')) : record(intent)), counts);
  const attempts = (labels: Record<string, string>) => metricValue(metrics, 'intent_attempts_total', labels);
  expect(await attempts({ kind: 'test', outcome: 'put_off' })).toBe(0);
  await enqueue(one, 'a');
  await database.transaction((tx) => one.intents.enqueue(tx, { kind: 'from-another-version', key: 'b', payload: 'b' }));
  await one.worker.runOnce();
  away = false;
  clock.advance(60_000);
  await one.worker.runOnce();
  expect(await attempts({ kind: 'test', outcome: 'put_off' })).toBe(1);
  expect(await attempts({ kind: 'test', outcome: 'settled' })).toBe(1);
  expect(await attempts({ kind: 'unknown', outcome: 'put_off' })).toBe(2);
  expect(await attempts({ kind: 'from-another-version' })).toBeUndefined();
});
