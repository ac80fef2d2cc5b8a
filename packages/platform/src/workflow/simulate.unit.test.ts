import { defineActivity, done } from './activity.js';
import { defineWorkflow } from './context.js';
import { openInbox, pause, waitForEvent } from './events.js';
import { stepPolicy } from './policy.js';
import { handle } from './run-activity.js';
import { simulateWorkflow } from './simulate.js';
import { runStep } from './step.js';

const none = { activities: () => [] };
const work = defineActivity<{ readonly n: number }, number>('Work');

const review = defineWorkflow('Review', function* (ctx, waits: readonly number[]) {
  const inboxes = [openInbox<string>(ctx, 'decision'), openInbox<string>(ctx, 'cancel')];
  const answers: string[] = [];
  for (const timeoutMs of waits) {
    const wait = yield* waitForEvent(ctx, inboxes, timeoutMs);
    answers.push(wait.type === 'received' ? `${wait.name}:${wait.data}` : 'timed out');
  }
  return answers;
});

test('when an event comes in time, then the wait ends with it', async () => {
  const result = await simulateWorkflow(review, [60_000], { ...none, events: [{ atMs: 7_000, name: 'decision', data: 'approved' }] });
  expect(result).toMatchObject({ status: 'completed', output: ['decision:approved'], elapsedMs: 7_000 });
});

test('when no event comes, then the wait times out', async () => {
  expect(await simulateWorkflow(review, [60_000], none)).toMatchObject({ output: ['timed out'], elapsedMs: 60_000 });
});

test('when an event comes after a wait was given up, then the next wait has it', async () => {
  const events = [{ atMs: 15_000, name: 'decision', data: 'approved' }];
  expect((await simulateWorkflow(review, [10_000, 10_000], { ...none, events })).output).toEqual(['timed out', 'decision:approved']);
});

test('when events come before anybody waits, then none is lost and they keep their order', async () => {
  const events = ['first', 'second'].map((data) => ({ atMs: 0, name: 'Decision', data }));
  expect((await simulateWorkflow(review, [1_000, 1_000, 1_000], { ...none, events })).output).toEqual([
    'decision:first',
    'decision:second',
    'timed out',
  ]);
});

test('when another event comes first, then the wait ends with that one', async () => {
  const events = [
    { atMs: 1_000, name: 'cancel', data: 'customer' },
    { atMs: 2_000, name: 'decision', data: 'approved' },
  ];
  expect((await simulateWorkflow(review, [5_000, 5_000], { ...none, events })).output).toEqual(['cancel:customer', 'decision:approved']);
});

test('when a cancellation comes during a step, then the workflow sees it at its end without waiting', async () => {
  const workflow = defineWorkflow('Cancellable', function* (ctx) {
    const cancel = openInbox<string>(ctx, 'cancel');
    yield* runStep(ctx, work, { n: 1 });
    return { cancelled: cancel.take()?.data ?? 'no', again: cancel.take() === undefined };
  });
  const activities: Parameters<typeof simulateWorkflow>[2]['activities'] = (time) => [
    handle(work, async ({ n }) => (await time.sleep(5_000), done(n))),
  ];
  const cancelled = await simulateWorkflow(workflow, undefined, { activities, events: [{ atMs: 100, name: 'cancel', data: 'yes' }] });
  expect(cancelled).toMatchObject({ output: { cancelled: 'yes', again: true }, elapsedMs: 5_000 });
  expect((await simulateWorkflow(workflow, undefined, { activities })).output).toEqual({ cancelled: 'no', again: true });
});

test('when a workflow pauses, then its own time has passed by just that', async () => {
  const workflow = defineWorkflow('Pausing', function* (ctx) {
    const before = ctx.now().getTime();
    yield* pause(ctx, 86_400_000);
    return ctx.now().getTime() - before;
  });
  expect(await simulateWorkflow(workflow, undefined, none)).toMatchObject({ output: 86_400_000, elapsedMs: 86_400_000 });
});

test('when a workflow throws, then it failed, with the reason', async () => {
  const workflow = defineWorkflow('Throwing', function* () {
    throw new RangeError('out of bounds');
  });
  expect(await simulateWorkflow(workflow, undefined, none)).toMatchObject({
    status: 'failed',
    failure: { type: 'RangeError', message: 'out of bounds' },
  });
});

test('when a workflow is not deterministic, then its replay fails', async () => {
  let turns = 0;
  const workflow = defineWorkflow('Moody', function* (ctx) {
    turns += 1;
    if (turns > 1) yield ctx.createTimer(new Date(ctx.now().getTime() + 1));
    return yield* runStep(ctx, work, { n: 1 });
  });
  const result = await simulateWorkflow(workflow, undefined, { activities: () => [handle(work, async ({ n }) => done(n))] });
  expect(result).toMatchObject({ status: 'failed', failure: { type: 'NonDeterminismError' } });
});

test('when a workflow waits for what never comes, then it is stuck', async () => {
  const workflow = defineWorkflow('Waiting', function* (ctx) {
    yield ctx.waitForExternalEvent('never');
  });
  expect((await simulateWorkflow(workflow, undefined, none)).status).toBe('stuck');
});

test('when activities run past the end of the workflow, then they are run to their end', async () => {
  const effects: number[] = [];
  const workflow = defineWorkflow('Hasty', function* (ctx) {
    return yield* runStep(ctx, work, { n: 1 }, stepPolicy({ startToCloseMs: 1_000, retries: 1 }));
  });
  const result = await simulateWorkflow(workflow, undefined, {
    activities: (time) => [
      handle(work, async (_, { attempt }) => {
        await time.sleep(attempt === 1 ? 30_000 : 2_000);
        effects.push(attempt);
        return done(attempt);
      }),
    ],
  });
  expect(result).toMatchObject({ output: { type: 'timed_out', attempts: 2 }, elapsedMs: 3_000 });
  expect(effects).toEqual([2, 1]);
});
