import { setTimeout as sleep } from 'node:timers/promises';
import { currentFlow } from '../runtime/context.js';
import { AppError } from '../runtime/errors.js';
import { createMetrics } from '../metrics/metrics.js';
import { metricValue, silentLog } from '../testing/index.js';
import { defineActivity, done, refused, type ActivityResult, type AttemptCall } from './activity.js';
import { createAttemptDurations } from './attempt-durations.js';
import { handle, runAttempt, type ActivityRunSettings, type Attempt, type AttemptFact } from './run-activity.js';

const ship = defineActivity<{ readonly orderId: string }, string>('Ship');
const clock = { now: () => new Date() };

let facts: AttemptFact[];
let stopping: AbortController;
beforeEach(() => {
  facts = [];
  stopping = new AbortController();
});

const attempt = (
  run: (attempt: Attempt) => Promise<ActivityResult<string>>,
  call: Partial<AttemptCall> = {},
  settings: Partial<ActivityRunSettings> = {},
) =>
  runAttempt(
    handle(ship, (_, context) => run(context)),
    'order-1',
    {
      step: 'Ship',
      attempt: 2,
      deadline: Date.now() + 5_000,
      startToCloseMs: 5_000,
      flow: { correlationId: 'c1', orderId: 'order-1' },
      input: { orderId: 'order-1' },
      ...call,
    },
    { clock, log: silentLog(), onAttempt: (fact) => void facts.push(fact), stopping: stopping.signal, ...settings },
  );

test('when it succeeds, then the answer and the fact carry its value, in the flow that started the workflow', async () => {
  const result = await attempt(async ({ idempotencyKey }) => done(`${idempotencyKey} ${currentFlow().correlationId}`));
  expect(result).toEqual({ type: 'done', value: 'order-1:Ship c1' });
  expect(facts).toMatchObject([{ instanceId: 'order-1', step: 'Ship', attempt: 2, result, flow: { orderId: 'order-1' } }]);
  expect(facts[0]!.finishedAt.getTime()).toBeGreaterThanOrEqual(facts[0]!.startedAt.getTime());
});

test('when its call names a trace and an order, then its flow does too', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const flow = { correlationId: 'c1' };
  await attempt(() => Promise.resolve(done(JSON.stringify(currentFlow()))), { traceparent, flow, input: { orderId: 'order-7' } });
  expect(facts[0]!.flow).toEqual({ correlationId: 'c1', traceId: '4bf92f3577b34da6a3ce929d0e0e4736', orderId: 'order-7' });
  expect(facts[0]!.result).toEqual({ type: 'done', value: JSON.stringify(facts[0]!.flow) });
});

test('when it refuses, then that is its answer', async () => {
  expect(await attempt(async () => refused('NO_CARRIER', 'island'))).toEqual({ type: 'refused', code: 'NO_CARRIER', message: 'island' });
});

test.each([
  [new AppError('CARRIER_DOWN', 'no answer', { cause: new Error('inside') }), { code: 'CARRIER_DOWN', message: 'no answer' }],
  [new TypeError('x is undefined'), { code: 'UNEXPECTED', message: 'x is undefined' }],
  ['a text', { code: 'UNEXPECTED', message: 'a text' }],
])('when it throws %s, then the failure travels as a value', async (error, expected) => {
  const thrown = attempt(async () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever a handler throws
    throw error;
  });
  expect(await thrown).toEqual({ type: 'failed', ...expected });
  expect(facts).toMatchObject([{ result: { type: 'failed', ...expected } }]);
});

test('when its deadline has passed before it begins, then it does nothing', async () => {
  let ran = false;
  const result = await attempt(async () => ((ran = true), done('x')), { deadline: Date.now() - 1 });
  expect([result, ran]).toEqual([{ type: 'timed_out' }, false]);
  expect(facts).toMatchObject([{ result: { type: 'timed_out' } }]);
});

test('when the deadline passes while it runs, then its signal aborts and it has timed out', async () => {
  const result = await attempt(async ({ signal }) => (await sleep(5_000, undefined, { signal }), done('x')), { deadline: Date.now() + 30 });
  expect(result).toEqual({ type: 'timed_out' });
});

test('when it does not listen to its signal, then it holds nobody up', async () => {
  expect(await attempt(() => new Promise(() => undefined), { deadline: Date.now() + 30 })).toEqual({ type: 'timed_out' });
});

test('when the service stops, then its signal aborts and the attempt failed', async () => {
  const running = attempt(async ({ signal }) => (await sleep(5_000, undefined, { signal }), done('x')));
  stopping.abort(new Error('the service stops'));
  expect(await running).toMatchObject({ type: 'failed' });
});

test('when the fact cannot be recorded, then the attempt stands all the same', async () => {
  const onAttempt = () => Promise.reject(new Error('database away'));
  expect(await attempt(async () => done('x'), {}, { onAttempt })).toEqual({ type: 'done', value: 'x' });
});

test.each([
  ['done', async () => done('x')],
  ['refused', async () => refused('NO_CARRIER', 'island')],
  ['failed', () => Promise.reject(new Error('no answer'))],
  ['timed_out', () => new Promise<never>(() => undefined)],
])('when it has %s, then its time is told by the activity, whatever its step is called, and by how it ended', async (outcome, run) => {
  const metrics = createMetrics('tests');
  const durations = createAttemptDurations(metrics);
  const short = outcome === 'timed_out' ? { deadline: Date.now() + 30 } : {};
  await attempt(run, { step: 'Ship order-1', ...short }, { durations });
  expect(await metricValue(metrics, 'activity_duration_seconds_count', { activity: 'Ship', outcome })).toBe(1);
  expect(await metricValue(metrics, 'activity_duration_seconds_count')).toBe(1);
});

test('when it has waited for its start, then its own time counts from there, and ends before the workflow stops waiting', async () => {
  const startedAt = Date.now();
  const hanging = () => new Promise<never>(() => undefined);
  expect(await attempt(hanging, { deadline: startedAt + 60_000, startToCloseMs: 20 })).toEqual({ type: 'timed_out' });
});
