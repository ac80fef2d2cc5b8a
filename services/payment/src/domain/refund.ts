import type { Money } from '@sidecart/platform';
import type { Payment, PaymentFact, PaymentStatus, Refund, RefundOutcome } from './payment.js';

/** What is known when a refund is asked for: the payment, and the refund its key stands for already. */
export interface RefundState {
  readonly payment: Payment;
  readonly existing: Refund | undefined;
  readonly tombstoned: boolean;
}

/** A refund request; without an amount, all that is left. */
export interface RefundRequest {
  readonly requestHash: string;
  readonly amount: Money | undefined;
}

/** Why a refund is refused without asking the provider. */
export type RefundRefusal = 'key_reused' | 'payment_pending' | 'not_captured' | 'voided' | 'other_currency' | 'exceeds_payment' | 'nothing_left';

/** A refund is opened on a payment that has set the sum aside, an earlier one is answered again, or none is made. */
export type RefundDecision =
  | { readonly type: 'open'; readonly amount: Money; readonly payment: Payment }
  | { readonly type: 'repeat'; readonly refund: Refund }
  | { readonly type: 'refuse'; readonly why: RefundRefusal };

/**
 * Decides on a refund request. A sum asked back counts from this moment, before the provider has
 * given it back, so that refunds running side by side cannot exceed what was captured.
 */
export function decideRefund(state: RefundState, request: RefundRequest): RefundDecision {
  const { payment, existing, tombstoned } = state;
  if (existing) return decideRepetition(existing, request);
  const barred = refusalByStatus(payment, tombstoned);
  if (barred) return { type: 'refuse', why: barred };
  const left = payment.amount.minor - payment.refundClaimedMinor;
  const amount = request.amount ?? { ...payment.amount, minor: left };
  if (amount.currency !== payment.amount.currency) return { type: 'refuse', why: 'other_currency' };
  if (left === 0) return { type: 'refuse', why: 'nothing_left' };
  if (amount.minor > left) return { type: 'refuse', why: 'exceeds_payment' };
  return { type: 'open', amount, payment: { ...payment, refundClaimedMinor: payment.refundClaimedMinor + amount.minor } };
}

function decideRepetition(refund: Refund, request: RefundRequest): RefundDecision {
  const same = refund.origin.type === 'refund' && refund.origin.requestHash === request.requestHash;
  return same ? { type: 'repeat', refund } : { type: 'refuse', why: 'key_reused' };
}

function refusalByStatus(payment: Payment, tombstoned: boolean): RefundRefusal | undefined {
  if (tombstoned || payment.status === 'VOIDED') return 'voided';
  if (payment.status === 'PENDING') return 'payment_pending';
  return payment.status === 'DECLINED' ? 'not_captured' : undefined;
}

/** A payment and one of its refunds after the provider's answer, and what is to be told of it. */
export interface SettledRefund {
  readonly payment: Payment;
  readonly refund: Refund;
  readonly facts: readonly PaymentFact[];
}

/** Applies the provider's answer to a refund. A refusal frees the sum set aside; an answer to a settled refund changes nothing. */
export function settleRefund(payment: Payment, refund: Refund, outcome: RefundOutcome): SettledRefund {
  if (refund.status !== 'PENDING') return { payment, refund, facts: [] };
  if (outcome.type === 'refused') {
    return { payment: release(payment, refund), refund: { ...refund, status: 'REFUSED', refusalReason: outcome.reason }, facts: [] };
  }
  const { id: refundId, amount, reason } = refund;
  return {
    payment: giveBack(payment, amount.minor),
    refund: { ...refund, status: 'SUCCEEDED' },
    facts: [{ type: 'refunded', refundId, amount, reason }],
  };
}

/** The sums of a voided payment are final: the void has counted everything that was given back before it. */
function release(payment: Payment, refund: Refund): Payment {
  if (payment.status === 'VOIDED') return payment;
  return { ...payment, refundClaimedMinor: payment.refundClaimedMinor - refund.amount.minor };
}

function giveBack(payment: Payment, minor: number): Payment {
  if (payment.status === 'VOIDED') return payment;
  const refundedMinor = payment.refundedMinor + minor;
  const status: PaymentStatus = refundedMinor === payment.amount.minor ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  return { ...payment, refundedMinor, status };
}
