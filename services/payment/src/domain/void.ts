import type { Payment, PaymentFact, Refund, VoidOutcome } from './payment.js';

/** Whether the provider has to be asked to undo a payment: not where it holds nothing for certain. */
export function needsProviderVoid(payment: Payment | undefined): payment is Payment {
  return payment !== undefined && ['PENDING', 'CAPTURED', 'PARTIALLY_REFUNDED'].includes(payment.status);
}

/** What a void's settlement is told besides the payment. */
export interface VoidSettlement {
  readonly outcome: VoidOutcome;
  readonly reason: string;
  /** The id of the refund that stands for what was given back, if anything was. */
  readonly refundId: string;
}

/** A payment after a void, the refund it made, if any, and what is to be told of it. */
export interface SettledVoid {
  readonly payment: Payment;
  readonly refund: Refund | undefined;
  readonly facts: readonly PaymentFact[];
}

/**
 * Applies the provider's answer to a void. A payment that was still pending ends without a word: its
 * completion was never told. Of a captured one all is given back now, refunds still on their way
 * included, for the provider gave back whatever those had left.
 */
export function settleVoid(payment: Payment, settlement: VoidSettlement): SettledVoid {
  if (payment.status === 'VOIDED' || payment.status === 'DECLINED') return { payment, refund: undefined, facts: [] };
  if (payment.status === 'PENDING') return { payment: { ...payment, status: 'VOIDED' }, refund: undefined, facts: [] };
  const { minor } = payment.amount;
  const voided: Payment = { ...payment, status: 'VOIDED', refundClaimedMinor: minor, refundedMinor: minor };
  // What cost nothing gives nothing back, and is told all the same: whoever heard of its completion hears of its end.
  if (settlement.outcome.returnedMinor === 0 && minor > 0) return { payment: voided, refund: undefined, facts: [] };
  const amount = { ...payment.amount, minor: settlement.outcome.returnedMinor };
  const { refundId, reason } = settlement;
  return {
    payment: voided,
    refund: { id: refundId, paymentId: payment.id, origin: { type: 'void' }, amount, reason, status: 'SUCCEEDED', refusalReason: undefined },
    facts: [{ type: 'refunded', refundId, amount, reason }],
  };
}
