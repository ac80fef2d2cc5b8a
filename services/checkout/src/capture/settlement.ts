import { AppError, type Clock, type CloudEventPublisher, type Intent, type Intents } from '@sidecart/platform';
import { buildOrder, type CapturedPayment } from '../domain/order.js';
import { resendDelay, type ResendPolicy } from '../domain/resend.js';
import type { CheckoutSession, PaymentAttempt } from '../domain/session.js';
import { later } from '../later.js';
import type { CheckoutMetrics } from '../metrics.js';
import type { OrderCompletedEventPublisher } from '../order-completed-event-publisher.js';
import { publishCart } from '../publish-cart.js';
import { CONFIRM_QUOTE_KIND, type ConfirmQuotePayload } from '../quotes/confirm-quote-intent.js';
import { closeAttempt } from '../store/attempt-store.js';
import { emptyCart } from '../store/cart-store.js';
import type { CheckoutTx } from '../store/client.js';
import { insertSale } from '../store/sale-store.js';
import { lockSession, markCompleted } from '../store/session-store.js';
import type { CaptureOutcome, CapturePayload } from './types.js';

/** Records what became of an attempt's money. */
export interface Settlement {
  /** Commits the outcome with the caller's transaction; a second time it changes nothing. */
  settle(tx: CheckoutTx, intent: Intent<CapturePayload>, outcome: CaptureOutcome): Promise<void>;
}

/** What settling stands on. */
export interface SettlementDeps {
  readonly clock: Clock;
  readonly publisher: CloudEventPublisher;
  readonly intents: Intents<CheckoutTx>;
  readonly orderCompleted: OrderCompletedEventPublisher;
  readonly resend: ResendPolicy;
  readonly metrics: CheckoutMetrics;
}

/** Makes the settlement: sale, session, acknowledgement row and event commit together, or nothing does. */
export function createSettlement(deps: SettlementDeps): Settlement {
  return {
    async settle(tx, intent, outcome) {
      const { sessionId, attempt } = intent.payload;
      const session = await lockSession(tx, sessionId);
      const open = session?.attempts.find((candidate) => candidate.attempt === attempt);
      if (session === undefined || open === undefined) throw new AppError('ATTEMPT_MISSING', `no attempt ${attempt} of session ${sessionId}`);
      if (open.status !== 'OPEN') {
        assertSameEnd(open, outcome);
        return;
      }
      deps.metrics.attemptEnded(tx, outcome.type);
      if (outcome.type === 'captured') return recordSale(deps, tx, { session, attempt: open, payment: outcome, correlationId: intent.correlationId });
      const status = outcome.type === 'declined' ? 'DECLINED' : 'VOIDED';
      await closeAttempt(tx, { sessionId, attempt }, { status, reason: outcome.reason }, deps.clock.now());
    },
  };
}

interface PaidSession {
  readonly session: CheckoutSession;
  readonly attempt: PaymentAttempt;
  readonly payment: CapturedPayment;
  readonly correlationId: string;
}

async function recordSale(deps: SettlementDeps, tx: CheckoutTx, paid: PaidSession): Promise<void> {
  const { session, attempt, payment, correlationId } = paid;
  const now = deps.clock.now();
  const closed = await closeAttempt(tx, { sessionId: session.id, attempt: attempt.attempt }, { status: 'CAPTURED' }, now);
  // The void that was decided on comes first: the next round of the intent carries it out.
  if (!closed) throw new AppError('VOID_REQUESTED', `attempt ${attempt.providerKey} is to be voided`, { retryable: true });
  if (!(await markCompleted(tx, session.id))) throw new AppError('SESSION_NOT_OPEN', `session ${session.id} is completed already`);
  const order = buildOrder(session, attempt, payment, now);
  const event = await deps.orderCompleted.publish(tx, order, correlationId);
  await insertSale(tx, { order, eventId: event.id, correlationId, soldAt: now, nextAttemptAt: later(now, resendDelay(deps.resend, 0)) });
  if (session.couponCode !== undefined) {
    const payload: ConfirmQuotePayload = { sessionId: session.id };
    await deps.intents.enqueue(tx, { kind: CONFIRM_QUOTE_KIND, key: session.id, payload, correlationId });
  }
  // A cart changed since the session was opened holds something not bought yet, so it stays.
  if (await emptyCart(tx, session.cartId, session.cartVersion, now)) await publishCart(deps.publisher, tx, session.cartId);
}

function assertSameEnd(attempt: PaymentAttempt, outcome: CaptureOutcome): void {
  if (attempt.status === outcome.type.toUpperCase()) return;
  throw new AppError('OUTCOME_CONTRADICTS', `attempt ${attempt.providerKey} ended ${attempt.status}, not ${outcome.type}`);
}
