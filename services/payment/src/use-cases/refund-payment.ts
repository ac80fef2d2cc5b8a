import { Conflict, InvalidInput, NotFound, Unprocessable, type AppError, type EnqueuedIntent, type Money, type Platform } from '@sidecart/platform';
import type { Payment, Refund } from '../domain/payment.js';
import { decideRefund, type RefundRefusal } from '../domain/refund.js';
import { refundKind, type RefundPayload } from '../intents/refund-intent.js';
import type { PaymentTx } from '../store/client.js';
import { lockPayment, savePayment } from '../store/payment-store.js';
import { findRefundByKey, getRefund, insertRefund } from '../store/refund-store.js';
import { isTombstoned } from '../store/tombstone-store.js';
import { keyReused, paymentVoided } from './errors.js';
import { requestHash } from './request-hash.js';

/** What a refund is asked for with; without an amount, all that is left. */
export interface RefundCommand {
  readonly paymentId: string;
  readonly key: string;
  readonly amount: Money | undefined;
  readonly reason: string;
  readonly correlationId: string;
}

/** Gives a payment back in part or whole; resolves to the refund, PENDING while the outcome is unknown. */
export type RefundPayment = (command: RefundCommand) => Promise<Refund>;

/**
 * Sets the sum aside under the payment's lock, with the intent, before the provider is asked: refunds side
 * by side never exceed the capture. Throws NotFound, Conflict or Unprocessable with the reason as code.
 */
export function createRefundPayment(platform: Platform<PaymentTx>): RefundPayment {
  return async (command) => {
    if (command.amount?.minor === 0) {
      throw new InvalidInput('a refund needs an amount', [{ pointer: '/amount/minor', message: 'must be above 0' }]);
    }
    const opened = await platform.database.transaction((tx) => open(platform, tx, command));
    if (!opened.enqueued) return opened.refund;
    await platform.intents.execute(opened.enqueued);
    return platform.database.transaction((tx) => getRefund(tx, opened.refund.id));
  };
}

interface Opened {
  readonly refund: Refund;
  readonly enqueued: EnqueuedIntent | undefined;
}

async function open(platform: Platform<PaymentTx>, tx: PaymentTx, command: RefundCommand): Promise<Opened> {
  const payment = await lockPayment(tx, command.paymentId);
  if (!payment) throw new NotFound('payment', command.paymentId);
  const existing = await findRefundByKey(tx, payment.id, command.key);
  const hash = requestHash([command.amount?.minor ?? null, command.amount?.currency ?? null, command.reason]);
  const state = { payment, existing, tombstoned: await isTombstoned(tx, payment.key) };
  const decision = decideRefund(state, { requestHash: hash, amount: command.amount });
  if (decision.type === 'refuse') throw refusal(decision.why, payment);
  const refund = decision.type === 'repeat' ? decision.refund : newRefund(platform.newId(), command, decision.amount, hash);
  // Asking again finds the intent there already and, where nobody is at it, asks the provider now.
  if (refund.status !== 'PENDING') return { refund, enqueued: undefined };
  if (decision.type === 'open') {
    const now = platform.clock.now();
    await savePayment(tx, decision.payment, now);
    await insertRefund(tx, refund, now);
  }
  return { refund, enqueued: await enqueue(platform, tx, refund, payment, command.correlationId) };
}

function newRefund(id: string, command: RefundCommand, amount: Money, hash: string): Refund {
  const { paymentId, key, reason } = command;
  const origin = { type: 'refund', key, requestHash: hash } as const;
  return { id, paymentId, origin, amount: { minor: amount.minor, currency: amount.currency }, reason, status: 'PENDING', refusalReason: undefined };
}

async function enqueue(platform: Platform<PaymentTx>, tx: PaymentTx, refund: Refund, payment: Payment, correlationId: string) {
  if (!payment.capture) throw refusal('not_captured', payment);
  const { id: paymentId, orderId, capture } = payment;
  const own = orderId !== undefined && { orderId };
  const payload: RefundPayload = { paymentId, refundId: refund.id, captureId: capture.id, amount: refund.amount, ...own };
  return platform.intents.enqueue(tx, { kind: refundKind, key: refund.id, payload, correlationId, leased: true });
}

function refusal(why: RefundRefusal, payment: Payment): AppError {
  switch (why) {
    case 'key_reused':
      return keyReused();
    case 'voided':
      return paymentVoided();
    case 'payment_pending':
      return new Conflict('PAYMENT_PENDING', 'the payment is not decided yet', { retryable: true, retryAfterSeconds: 1 });
    case 'not_captured':
      return new Conflict('PAYMENT_NOT_CAPTURED', 'the payment took no money');
    case 'other_currency':
      return new Unprocessable('CURRENCY_MISMATCH', `the payment was made in ${payment.amount.currency}`);
    case 'exceeds_payment':
    case 'nothing_left':
      return new Unprocessable('REFUND_EXCEEDS_PAYMENT', 'more than is left of the payment', {
        details: { refundable: { ...payment.amount, minor: payment.amount.minor - payment.refundClaimedMinor } },
      });
  }
}
