import type { CaptureOutcome, Payment, PaymentFact } from './payment.js';

/** What is known under a key when a capture is asked for. */
export interface CaptureState {
  readonly payment: Payment | undefined;
  readonly tombstoned: boolean;
}

/** A new payment is opened, the earlier answer is given again, or the request is refused. */
export type CaptureDecision =
  | { readonly type: 'open' }
  | { readonly type: 'repeat'; readonly payment: Payment }
  | { readonly type: 'refuse'; readonly why: 'key_reused' | 'voided' };

/** Decides on a capture request by what its key was used for before. */
export function decideCapture(state: CaptureState, requestHash: string): CaptureDecision {
  const { payment, tombstoned } = state;
  if (payment && payment.requestHash !== requestHash) return { type: 'refuse', why: 'key_reused' };
  if (tombstoned || payment?.status === 'VOIDED') return { type: 'refuse', why: 'voided' };
  return payment ? { type: 'repeat', payment } : { type: 'open' };
}

/** A payment after a decision, and what is to be told of it. */
export interface SettledPayment {
  readonly payment: Payment;
  readonly facts: readonly PaymentFact[];
}

/**
 * Applies the provider's answer to a capture. Only a pending payment changes: an answer that comes
 * after a void, or a second time, changes and tells nothing.
 */
export function settleCapture(payment: Payment, outcome: CaptureOutcome, now: Date): SettledPayment {
  if (payment.status !== 'PENDING') return { payment, facts: [] };
  switch (outcome.type) {
    case 'captured': {
      const capture = { id: outcome.captureId, card: outcome.card, at: now };
      return { payment: { ...payment, status: 'CAPTURED', amount: outcome.amount, capture }, facts: [{ type: 'completed' }] };
    }
    case 'declined': {
      const { reason } = outcome;
      return { payment: { ...payment, status: 'DECLINED', decline: reason }, facts: [{ type: 'failed', reason }] };
    }
    case 'voided':
      return { payment: { ...payment, status: 'VOIDED' }, facts: [] };
  }
}
