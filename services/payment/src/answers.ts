import { Conflict, PaymentRequired, type ApiResponse } from '@sidecart/platform';
import type { FailureReason, Payment, Refund } from './domain/payment.js';
import type { VoidResult } from './use-cases/void-payment.js';

/** Tells the caller of an undecided effect to ask again with the same key after a second. */
const askAgain = { 'retry-after': '1' };

/**
 * The answer to a capture: 201 once the money was taken (also when it was given back since: the same key
 * has the same answer), 202 while nobody knows. Throws PaymentRequired for a definite refusal.
 */
export function captureAnswer(payment: Payment): ApiResponse {
  const { id, status, amount, capture, decline } = payment;
  if (decline) {
    throw new PaymentRequired('PAYMENT_DECLINED', decline.message, { details: { paymentId: id, reason: decline } });
  }
  if (status === 'PENDING') return { status: 202, body: { id, status, amount }, headers: askAgain };
  // No card where the order cost nothing.
  const card = capture && { card: capture.card };
  return { status: 201, body: { id, status: 'CAPTURED', amount, ...card }, headers: { location: `/payments/${id}` } };
}

/** The answer to a dry run: whether anything is known against a capture. */
export function checkAnswer(reason: FailureReason | undefined): ApiResponse {
  return { status: 200, body: reason === undefined ? { possible: true } : { possible: false, reason } };
}

/** The answer to a refund: 201 once given back, 202 while nobody knows. Throws Conflict REFUND_REFUSED. */
export function refundAnswer(refund: Refund): ApiResponse {
  const { id, paymentId, status, amount, reason } = refund;
  const body = { id, paymentId, status, amount, reason };
  if (status === 'PENDING') return { status: 202, body, headers: askAgain };
  if (status === 'SUCCEEDED') return { status: 201, body };
  throw new Conflict('REFUND_REFUSED', refund.refusalReason ?? 'the provider refused the refund');
}

/** The answer to a void: 200 when nothing is held under the key, 202 while the provider has not confirmed. */
export function voidAnswer(key: string, { status, payment }: VoidResult): ApiResponse {
  const body = { key, status, ...(payment && { paymentId: payment.id }) };
  return status === 'VOIDED' ? { status: 200, body } : { status: 202, body, headers: askAgain };
}

/** A payment as it stands now. */
export const paymentAnswer = (payment: Payment): ApiResponse => ({ status: 200, body: paymentBody(payment) });

/** One payment in an answer; the amount is what was taken, while PENDING the most that may be. */
export function paymentBody(payment: Payment) {
  const { id, key, status, amount, refundedMinor, reference, orderId, path, capture, decline, createdAt } = payment;
  return {
    id,
    key,
    status,
    amount,
    refunded: { minor: refundedMinor, currency: amount.currency },
    reference,
    ...(orderId !== undefined && { orderId }),
    path,
    ...(capture && { card: capture.card, capturedAt: capture.at.toISOString() }),
    ...(decline && { reason: decline }),
    createdAt: createdAt.toISOString(),
  };
}

/** A page of items, and the `after` of the next one; null on the last. `found` holds one more than `limit` where there are more. */
export function pageAnswer<Item extends { readonly id: string }>(
  found: readonly Item[],
  limit: number,
  toBody: (item: Item) => unknown,
  more: object = {},
): ApiResponse {
  const items = found.slice(0, limit);
  const next = found.length > limit ? (items.at(-1)?.id ?? null) : null;
  return { status: 200, body: { items: items.map(toBody), next, ...more } };
}
