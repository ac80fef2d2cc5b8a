import fc from 'fast-check';
import { AppError } from '../runtime/errors.js';
import { defineActivity, done, refused, type ActivityResult } from './activity.js';
import { defineWorkflow } from './context.js';
import { defaultStepPolicy, schedule, stepPolicy, type StepPolicy } from './policy.js';
import { handle, type Attempt } from './run-activity.js';
import { simulateWorkflow, type Simulation } from './simulate.js';
import { runStep, type StepOutcome } from './step.js';
import type { VirtualTime } from './virtual-time.js';

const charge = defineActivity<{ readonly amount: number }, string>('Charge');
type Play = (time: VirtualTime, attempt: Attempt) => Promise<ActivityResult<string>> | ActivityResult<string>;

/** A workflow of one step; attempt n is played by the nth of `plays`, the last one playing all later ones. */
async function play(policy: StepPolicy, ...plays: Play[]): Promise<Simulation<StepOutcome<string>>> {
  const workflow = defineWorkflow('Once', function* (ctx, amount: number) {
    return yield* runStep(ctx, charge, { amount }, policy);
  });
  return simulateWorkflow(workflow, 5, {
    activities: (time) => [handle(charge, async (_, attempt) => (plays[attempt.attempt - 1] ?? plays.at(-1)!)(time, attempt))],
  });
}

const fail: Play = () => {
  throw new AppError('PROVIDER_DOWN', 'no answer');
};
const succeed: Play = () => done('charged');
const late =
  (ms: number, then: Play): Play =>
  async (time, attempt) => {
    await time.sleep(ms);
    return then(time, attempt);
  };
const starts = ({ attempts }: Simulation<unknown>): number[] => attempts.map(({ startedAtMs }) => startedAtMs);

test('when the first attempt succeeds, then its value comes back and nothing is waited for', async () => {
  const result = await play(defaultStepPolicy, succeed);
  expect(result).toMatchObject({ status: 'completed', output: { type: 'done', value: 'charged', attempts: 1 }, elapsedMs: 0 });
});

test('when attempts fail, then they are repeated after 1 s and 2 s', async () => {
  const result = await play(defaultStepPolicy, fail, fail, succeed);
  expect(result.output).toEqual({ type: 'done', value: 'charged', attempts: 3 });
  expect(starts(result)).toEqual([0, 1_000, 3_000]);
});

test('when it is refused, then it is not repeated', async () => {
  const result = await play(defaultStepPolicy, () => refused('CARD_DECLINED', 'no funds'));
  expect(result.output).toEqual({ type: 'refused', code: 'CARD_DECLINED', message: 'no funds', attempts: 1 });
  expect(result.attempts).toHaveLength(1);
});

test('when every attempt fails, then it is exhausted with the last error', async () => {
  const result = await play(defaultStepPolicy, fail);
  expect(result.output).toEqual({ type: 'exhausted', attempts: 3, lastError: { code: 'PROVIDER_DOWN', message: 'no answer' } });
});

test('when every attempt hangs, then it times out exactly as planned', async () => {
  const policy = stepPolicy({ startToCloseMs: 30_000, retries: 2 });
  const result = await play(policy, (time) => time.hang());
  expect(result.output).toEqual({ type: 'timed_out', attempts: 3 });
  expect(starts(result)).toEqual(schedule(policy).map(({ startsAtMs }) => startsAtMs));
  expect(result.elapsedMs).toBe(schedule(policy).at(-1)!.endsAtMs);
});

test('when an answer comes after its timeout, then the workflow goes by the next attempt, and the first still takes effect', async () => {
  const result = await play(stepPolicy({ startToCloseMs: 5_000, retries: 1 }), late(60_000, succeed), () => refused('TOO_LATE', 'tombstone'));
  expect(result.output).toMatchObject({ type: 'refused', code: 'TOO_LATE', attempts: 2 });
  expect(result.attempts[0]).toMatchObject({ finishedAtMs: 60_000, result: { type: 'done' } });
});

test('when an attempt says itself that it ran out of time, then it counts as timed out', async () => {
  // The runtime's own answer for a handler that does not listen to its signal.
  const result = await play(stepPolicy({ retries: 0 }), () => ({ type: 'timed_out' }) as never);
  expect(result.output).toEqual({ type: 'timed_out', attempts: 1 });
});

test('when the time for the whole step is spent before its attempts are, then it times out with the last error', async () => {
  const result = await play({ ...defaultStepPolicy, maxAttempts: 100, scheduleToCloseMs: 6_000 }, fail);
  expect(result.output).toMatchObject({ type: 'timed_out', attempts: 3, lastError: { code: 'PROVIDER_DOWN' } });
  expect(starts(result)).toEqual([0, 1_000, 3_000]);
});

test('when a step has no last attempt, then it goes on until it succeeds', async () => {
  const result = await play(stepPolicy({ retries: Infinity }), (time, { attempt }) => (attempt < 12 ? fail(time, {} as Attempt) : done('at last')));
  expect(result.output).toEqual({ type: 'done', value: 'at last', attempts: 12 });
});

test('when an activity is not registered, then that is an error of the attempt and not the end of the workflow', async () => {
  const workflow = defineWorkflow('Once', function* (ctx) {
    return yield* runStep(ctx, charge, { amount: 1 }, stepPolicy({ retries: 1 }));
  });
  const result = await simulateWorkflow(workflow, undefined, { activities: () => [] });
  expect(result.output).toMatchObject({ type: 'exhausted', attempts: 2, lastError: { code: 'ACTIVITY_FAILED' } });
});

test('when attempts are made, then all carry one key and their own number, and the flow that started the workflow', async () => {
  const seen: Attempt[] = [];
  await play(defaultStepPolicy, (time, attempt) => (seen.push(attempt), fail(time, attempt)));
  expect(seen.map(({ attempt, idempotencyKey }) => [attempt, idempotencyKey])).toEqual([1, 2, 3].map((n) => [n, 'simulated:Charge']));
});

describe('when a step is played in any way', () => {
  const kinds = fc.constantFrom('done', 'fail', 'refuse', 'hang', 'late');
  const moves: Record<string, Play> = {
    done: succeed,
    fail,
    refuse: () => refused('NO', 'never'),
    hang: (time) => time.hang(),
    late: late(100_000, succeed),
  };

  test('then it ends by the first definite answer, within its schedule, and the same way every time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(kinds, { minLength: 5, maxLength: 5 }), fc.integer({ min: 0, max: 4 }), async (plan, retries) => {
        const policy = stepPolicy({ startToCloseMs: 10_000, retries });
        const plays = plan.map((kind) => moves[kind]!);
        const result = await play(policy, ...plays);
        const made = plan.slice(0, retries + 1);
        const definite = made.findIndex((kind) => kind === 'done' || kind === 'refuse');
        const last = made.at(-1)!;
        const expected = definite === -1 ? (last === 'fail' ? 'exhausted' : 'timed_out') : made[definite] === 'done' ? 'done' : 'refused';
        expect(result.status).toBe('completed');
        expect(result.output).toMatchObject({ type: expected, attempts: definite === -1 ? made.length : definite + 1 });
        expect(result.elapsedMs).toBeLessThanOrEqual(schedule(policy).at(-1)!.endsAtMs);
        expect(await play(policy, ...plays)).toEqual(result);
      }),
      { numRuns: 40 },
    );
  }, 30_000);
});
