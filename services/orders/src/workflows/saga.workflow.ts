import {
  openInbox,
  runStep,
  waitForEvent,
  type Activity,
  type StepOutcome,
  type StepPolicy,
  type WorkflowContext,
  type WorkflowSteps,
} from '@sidecart/platform/workflow';
import { textLine } from '../domain/text-line.js';
import {
  activities,
  type CompensationStep,
  type Ending,
  type OrderInput,
  type ReviewEnd,
  type Risk,
  type SagaStep,
  type StopRequest,
} from './activities.workflow.js';
import { bookkeepingPolicy, compensationPolicy, stepPolicies } from './step-policies.js';

/** What a step gives. */
type Value<Name extends SagaStep> = (typeof activities)[Name] extends Activity<OrderInput, infer Output> ? Output : never;

/** An order's saga: its steps in order, and what is to be undone if it stops. */
export interface Saga {
  /**
   * Runs a step. Its compensation is registered before the first attempt and dropped only on a definite refusal, because
   * an effect that may have happened is treated as if it had. Throws Stopped.
   */
  step<Name extends SagaStep>(name: Name, compensation?: CompensationStep): WorkflowSteps<Value<Name>>;
  /** Waits until a human has decided, somebody asks to stop, or the time is up. Throws Stopped unless it was approved. */
  review(risk: Risk): WorkflowSteps<void>;
  /** Throws Stopped when the customer has cancelled, or the sweeper has lost its patience. */
  stopIfCancelled(): void;
  /**
   * Undoes what is registered, last first, then ends the order. Resolves to how it ended; `shipped`: its shipment was made
   * after all, so that nothing is undone and only its end is missing.
   */
  fail(stopped: unknown): WorkflowSteps<Ending['outcome'] | 'not_claimed' | 'shipped'>;
}

/** Why a saga stops. */
class Stopped extends Error {
  constructor(
    readonly status: Ending['status'],
    readonly failure: Ending['failure'],
    readonly isTimeout = false,
  ) {
    super(failure.code);
  }
}

/** Refusals of these steps mean that the order is not charged: on either path its status says so. */
const paymentSteps: ReadonlySet<SagaStep> = new Set<SagaStep>(['CalculatePricing', 'RunFraudCheck', 'ProcessPayment']);

/** Opens the saga of an order. */
export function openSaga(ctx: WorkflowContext, { orderId }: OrderInput): Saga {
  const registered: CompensationStep[] = [];
  const cancel = openInbox<unknown>(ctx, 'cancel');
  const decided = openInbox<unknown>(ctx, 'review');
  const stopIfCancelled = (): void => {
    const asked = cancel.take();
    if (asked !== undefined) throw stoppedByRequest(asked.data as StopRequest);
  };
  return {
    stopIfCancelled,
    *step<Name extends SagaStep>(name: Name, compensation?: CompensationStep) {
      if (compensation !== undefined) registered.push(compensation);
      const outcome = yield* runStep(ctx, activities[name] as Activity<OrderInput, Value<Name>>, { orderId }, policyOf(name));
      if (outcome.type === 'done') return outcome.value;
      if (outcome.type === 'refused' && isDefinite(outcome) && compensation !== undefined) registered.pop();
      throw stoppedBy(name, outcome);
    },
    *review(risk) {
      const { waitMs } = yield* surely(ctx, activities.RequestReview, { orderId, risk });
      const heard = yield* waitForEvent<unknown>(ctx, [cancel, decided], waitMs);
      const asked = heard.type === 'received' && heard.name === cancel.name ? (heard.data as StopRequest) : undefined;
      const { decision } = yield* surely(ctx, activities.CloseReview, {
        orderId,
        as: asked?.code === undefined && asked !== undefined ? 'cancelled' : 'expired',
      });
      // Nothing is charged yet, so who asks to stop is heard, whatever a human decides in the same moment.
      if (asked !== undefined) throw stoppedByRequest(asked);
      if (decision !== 'approve') throw stoppedByReview(decision);
    },
    *fail(stopped) {
      if (!(stopped instanceof Stopped)) throw stopped;
      const { status, failure, isTimeout } = stopped;
      // Somebody else processes the order, or it is dead: the loser ends without effect.
      if (failure.code === 'NOT_CLAIMED') return 'not_claimed';
      if (registered.length > 0 && !(yield* undo(ctx, orderId, registered.toReversed()))) return 'shipped';
      const outcome = isTimeout ? 'timed_out' : registered.length > 0 ? 'compensated' : 'failed';
      yield* surely(ctx, activities.FailOrder, { orderId, status, failure, outcome });
      return outcome;
    },
  };
}

/** Confirming goods is as quick, and as often tried, as reserving them. */
const policyOf = (name: SagaStep): StepPolicy => stepPolicies[name === 'ConfirmInventory' ? 'ReserveInventory' : name];

type NotDone = Exclude<StepOutcome<never>, { readonly type: 'done' }>;

/** A refusal after an attempt whose outcome nobody knows says nothing about that one, nor does one because the order is dead. */
const isDefinite = ({ attempts, code }: Extract<NotDone, { readonly type: 'refused' }>): boolean => attempts === 1 && code !== 'ORDER_DEAD';

/** Refusals of a payment step that nobody made because of the order: they are no declines. */
const noDeclines: ReadonlySet<string> = new Set(['REQUEST_REFUSED', 'NOT_FOUND', 'REFUSED', 'ORDER_DEAD']);

function stoppedBy(step: SagaStep, outcome: NotDone): Stopped {
  if (outcome.type === 'refused') {
    const { code, message } = outcome;
    return new Stopped(paymentSteps.has(step) && !noDeclines.has(code) ? 'PAYMENT_FAILED' : 'FAILED', { code, message, step });
  }
  const tries = outcome.attempts === 1 ? '1 attempt' : `${outcome.attempts} attempts`;
  const why = outcome.lastError === undefined ? 'no answer in time' : outcome.lastError.message;
  return new Stopped('FAILED', { code: 'STEP_TIMED_OUT', message: textLine(`${step} gave up after ${tries}: ${why}`, step), step }, true);
}

/** A customer gives a reason only, the sweeper a code of its own. */
function stoppedByRequest({ reason, code }: StopRequest): Stopped {
  if (code === undefined) return new Stopped('CANCELLED', { code: 'CANCELLED_BY_CUSTOMER', message: reason });
  return new Stopped('FAILED', { code, message: reason }, true);
}

function stoppedByReview(decision: Exclude<ReviewEnd, 'approve'>): Stopped {
  const step = 'RunFraudCheck';
  if (decision === 'reject') return new Stopped('FAILED', { code: 'REVIEW_REJECTED', message: 'The flagged order was rejected.', step });
  return new Stopped('FAILED', { code: 'REVIEW_EXPIRED', message: 'Nobody decided about the flagged order in time.', step });
}

/** Undoes these, unless the order was shipped after all: false. */
function* undo(ctx: WorkflowContext, orderId: string, steps: readonly CompensationStep[]): WorkflowSteps<boolean> {
  const { begun } = yield* surely(ctx, activities.BeginUndo, { orderId, steps });
  if (begun) for (const step of steps) yield* compensate(ctx, orderId, step);
  return begun;
}

/** A compensation that finally fails is kept for an operator; the others are still made. */
function* compensate(ctx: WorkflowContext, orderId: string, step: CompensationStep): WorkflowSteps<void> {
  const outcome = yield* runStep(ctx, activities[step], { orderId }, compensationPolicy);
  if (outcome.type === 'done') return;
  const error = outcome.type === 'refused' ? outcome.message : (outcome.lastError?.message ?? 'no answer in time');
  yield* surely(ctx, activities.ParkCompensation, { orderId, step, error: textLine(error, 'It failed.') });
}

/** Runs what touches the service's own database only, until it succeeds. */
function* surely<Input, Output>(
  ctx: WorkflowContext,
  activity: Activity<Input, Output>,
  input: Input,
  policy: StepPolicy = bookkeepingPolicy,
): WorkflowSteps<Output> {
  const outcome = yield* runStep(ctx, activity, input, policy);
  if (outcome.type !== 'done') throw new Error(`${activity.name} ended as ${outcome.type}`);
  return outcome.value;
}

/** The last step: after the shipment nothing is undone any more, so it is tried until it succeeds. */
export const finalize = (ctx: WorkflowContext, { orderId }: OrderInput): WorkflowSteps<unknown> =>
  surely(ctx, activities.FinalizeOrder, { orderId }, stepPolicies.FinalizeOrder);
