import { Conflict, PaymentRequired, type ApiResponse } from '@sidecart/platform';
import type { Payment, Refund } from './domain/payment.js';
import type { VoidResult } from './use-cases/void-payment.js';

/** Tells the caller of an undecided effect to ask again with the same key after a second. */
const askAgain = { 'retry-after': '1' };

/**
 * The answer to a capture: 201 once the money was taken (also when it was given back since: the same key
 * has the same answer), 202 while nobody knows. Throws PaymentRequired for a definite refusal.
 */
export function captureAnswer(payment: Payment): ApiResponse {
  const { id, amount, capture, decline } = payment;
  if (decline) {
    throw new PaymentRequired('PAYMENT_DECLINED', decline.message, { details: { paymentId: id, reason: decline } });
  }
  if (!capture) return { status: 202, body: { id, status: 'PENDING', amount }, headers: askAgain };
  return { status: 201, body: { id, status: 'CAPTURED', amount, card: capture.card }, headers: { location: `/payments/${id}` } };
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
export function paymentAnswer(payment: Payment): ApiResponse {
  const { id, key, status, amount, refundedMinor, reference, path, capture, decline, createdAt } = payment;
  return {
    status: 200,
    body: {
      id,
      key,
      status,
      amount,
      refunded: { minor: refundedMinor, currency: amount.currency },
      reference,
      path,
      ...(capture && { card: capture.card, capturedAt: capture.at.toISOString() }),
      ...(decline && { reason: decline }),
      createdAt: createdAt.toISOString(),
    },
  };
}
