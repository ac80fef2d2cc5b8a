import { SpanStatusCode, type Span } from '@opentelemetry/api';
import { contextOf, inSpan } from '../events/trace.js';
import type { Clock } from '../runtime/clock.js';
import { withFlow, type FlowContext } from '../runtime/context.js';
import { AppError } from '../runtime/errors.js';
import { idsOf, traceOf } from '../runtime/flow-ids.js';
import type { Logger } from '../runtime/logging.js';
import type { Activity, ActivityResult, AttemptAnswer, AttemptCall } from './activity.js';
import type { AttemptDurations } from './attempt-durations.js';

/** What an activity is told beside its input. */
export interface Attempt {
  readonly instanceId: string;
  readonly step: string;
  /** Counted from 1. */
  readonly attempt: number;
  /** The same for all attempts of this step of this instance. */
  readonly idempotencyKey: string;
  /** The workflow stops waiting then. */
  readonly deadline: Date;
  /** Aborts at the deadline, and when the service stops: hand it to every call. */
  readonly signal: AbortSignal;
}

/** An activity with what it does. */
export interface ActivityHandler {
  readonly name: string;
  readonly run: (input: never, attempt: Attempt) => Promise<ActivityResult<unknown>>;
}

/** Says what an activity does. It throws when it does not know whether it took effect, and answers `refused` when it knows it never will. */
export function handle<Input, Output>(
  activity: Activity<Input, Output>,
  run: (input: Input, attempt: Attempt) => Promise<ActivityResult<Output>>,
): ActivityHandler {
  return { name: activity.name, run };
}

/** One attempt as it went, for a timeline. */
export interface AttemptFact {
  readonly instanceId: string;
  readonly step: string;
  readonly attempt: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly result: AttemptAnswer;
  readonly flow: FlowContext;
}

/** Hears of each attempt when it has ended. Its own failure is logged and harms no attempt. */
export type OnAttempt = (fact: AttemptFact) => Promise<void> | void;

/** What the attempts of a worker share. */
export interface ActivityRunSettings {
  readonly clock: Clock;
  readonly log: Logger;
  readonly onAttempt?: OnAttempt | undefined;
  /** Hears how long each attempt took, in seconds. */
  readonly durations?: AttemptDurations | undefined;
  /** Aborts when the service stops. */
  readonly stopping: AbortSignal;
}

/** Runs one attempt; every way it can end is an answer. */
export async function runAttempt(
  handler: ActivityHandler,
  instanceId: string,
  call: AttemptCall,
  settings: ActivityRunSettings,
): Promise<AttemptAnswer> {
  const { clock, log } = settings;
  const { step, attempt } = call;
  const flow = { ...call.flow, ...traceOf(call.traceparent), ...idsOf(call.input) };
  return withFlow(flow, async () => {
    const startedAt = clock.now();
    const attributes = { 'workflow.instance.id': instanceId, 'workflow.step': step, 'workflow.attempt': attempt };
    const result = await inSpan(`activity ${step}`, { parent: contextOf(call.traceparent), attributes }, async (span) => {
      const answer = await answerOf(handler, instanceId, call, settings);
      tellSpan(span, answer);
      return answer;
    });
    const fact: AttemptFact = { instanceId, step, attempt, startedAt, finishedAt: clock.now(), result, flow };
    settings.durations?.observe(
      { activity: handler.name, outcome: result.type },
      Math.max(0, fact.finishedAt.getTime() - startedAt.getTime()) / 1_000,
    );
    log.debug({ instanceId, step, attempt, result: result.type }, 'attempt ended');
    await Promise.resolve(fact)
      .then(settings.onAttempt)
      .catch((error: unknown) => log.error({ err: error, instanceId, step, attempt }, 'an attempt could not be recorded'));
    return result;
  });
}

async function answerOf(handler: ActivityHandler, instanceId: string, call: AttemptCall, settings: ActivityRunSettings): Promise<AttemptAnswer> {
  const { step, attempt, startToCloseMs } = call;
  const now = settings.clock.now().getTime();
  // Its time counts from here: what it spent in a queue is no fault of whoever is asked now.
  const deadline = Math.min(call.deadline, now + startToCloseMs);
  const left = deadline - now;
  // Delivered too late, after an outage or behind a queue: the workflow has gone on, so no new effect may begin.
  if (left <= 0) return { type: 'timed_out' };
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, settings.stopping]);
  let timer: NodeJS.Timeout | undefined;
  // Answers without the handler where it does not listen to its signal: what hangs must not hold a place for ever.
  const late = new Promise<AttemptAnswer>((resolve) => {
    timer = setTimeout(() => {
      ended.abort(new Error(`${step} had no answer in time`));
      resolve({ type: 'timed_out' });
    }, left);
  });
  const context: Attempt = { instanceId, step, attempt, idempotencyKey: `${instanceId}:${step}`, deadline: new Date(deadline), signal };
  try {
    return await Promise.race([late, handler.run(call.input as never, context)]);
  } catch (error) {
    if (ended.signal.aborted) return { type: 'timed_out' };
    settings.log.warn({ err: error, instanceId, step, attempt }, 'an attempt failed');
    return failureOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** An attempt fails by what it answers, not by throwing, so its span has to be told. A refusal is an answer like any other. */
function tellSpan(span: Span, answer: AttemptAnswer): void {
  span.setAttribute('workflow.result', answer.type);
  if (answer.type === 'refused') span.setAttribute('workflow.refusal', answer.code);
  if (answer.type === 'timed_out') span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', 'timed_out');
  if (answer.type === 'failed') span.setStatus({ code: SpanStatusCode.ERROR, message: answer.message }).setAttribute('error.type', answer.code);
}

/** What of an error travels to the workflow. */
export function failureOf(error: unknown): AttemptAnswer<never> {
  if (error instanceof AppError) return { type: 'failed', code: error.code, message: error.message };
  return { type: 'failed', code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) };
}
