import type { Activity, AttemptAnswer, AttemptCall, AttemptError } from './activity.js';
import type { WorkflowContext, WorkflowSteps } from './context.js';
import { attemptEndsAt, defaultStepPolicy, nextAttemptAt, type StepPolicy } from './policy.js';

/**
 * How a step ended. After `exhausted` and `timed_out` nobody knows whether it took effect: treat it as if it had.
 * `timed_out`: its last attempt gave no answer in time, or none more fits into the time for the whole step.
 */
export type StepOutcome<Value> =
  | { readonly type: 'done'; readonly value: Value; readonly attempts: number }
  | { readonly type: 'refused'; readonly code: string; readonly message: string; readonly attempts: number }
  | { readonly type: 'exhausted'; readonly attempts: number; readonly lastError: AttemptError }
  | { readonly type: 'timed_out'; readonly attempts: number; readonly lastError?: AttemptError };

/**
 * Runs an activity by a policy: each attempt against a timer, waits in between. An answer that comes after its attempt's
 * timeout is ignored: the activity's effect has a key of its own, so that the next attempt finds it and undoing reaches it.
 */
export function* runStep<Input, Output>(
  ctx: WorkflowContext,
  activity: Activity<Input, Output>,
  input: Input,
  policy: StepPolicy = defaultStepPolicy,
): WorkflowSteps<StepOutcome<Output>> {
  const openedAt = ctx.now().getTime();
  for (let attempts = 1; ; attempts += 1) {
    const startedAt = ctx.now().getTime();
    const answer = yield* attemptOnce(ctx, activity, {
      ...{ input, attempt: attempts, startToCloseMs: policy.startToCloseMs },
      deadline: attemptEndsAt(policy, openedAt, startedAt),
    });
    if (answer.type === 'done') return { ...answer, attempts };
    if (answer.type === 'refused') return { type: 'refused', code: answer.code, message: answer.message, attempts };
    const endedAt = ctx.now().getTime();
    const startsAt = nextAttemptAt(policy, openedAt, attempts, endedAt);
    if (startsAt === undefined) return endOf(answer, attempts, policy);
    yield ctx.createTimer(new Date(startsAt));
  }
}

function endOf(answer: Exclude<AttemptAnswer<never>, { type: 'done' | 'refused' }>, attempts: number, policy: StepPolicy): StepOutcome<never> {
  if (answer.type === 'timed_out') return { type: 'timed_out', attempts };
  const lastError = { code: answer.code, message: answer.message };
  return attempts >= policy.maxAttempts ? { type: 'exhausted', attempts, lastError } : { type: 'timed_out', attempts, lastError };
}

type Try<Input> = Pick<AttemptCall<Input>, 'input' | 'attempt' | 'deadline' | 'startToCloseMs'>;

function* attemptOnce<Input, Output>(
  ctx: WorkflowContext,
  activity: Activity<Input, Output>,
  { input, attempt, deadline, startToCloseMs }: Try<Input>,
): WorkflowSteps<AttemptAnswer<Output>> {
  const call: AttemptCall<Input> = {
    ...{ step: activity.name, attempt, deadline, startToCloseMs, flow: ctx.flow },
    ...(ctx.traceparent === undefined ? {} : { traceparent: ctx.traceparent }),
    input,
  };
  const answered = ctx.callActivity<AttemptAnswer<Output>>(activity.name, call);
  yield ctx.whenAny([answered, ctx.createTimer(new Date(deadline))]);
  if (!answered.isComplete) return { type: 'timed_out' };
  try {
    return answered.getResult();
  } catch (error) {
    // Not the activity's own failure, which comes as an answer: it is not registered here, or its input could not be read.
    return { type: 'failed', code: 'ACTIVITY_FAILED', message: (error as Error).message };
  }
}
