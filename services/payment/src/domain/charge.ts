import type { Money } from '@sidecart/platform';
import { settleCapture, type SettledPayment } from './capture.js';
import type { CaptureOutcome, FailureReason, Payment } from './payment.js';

/** What fraud says of an order. */
export interface RiskScore {
  readonly decision: 'approve' | 'review' | 'reject';
  readonly reasons: readonly FailureReason[];
}

/**
 * How charging an order ended, for certain. `free`: its total is zero and nobody was asked for money. `refused`: somebody
 * said no before or at the provider; `amount` is the total where there was one by then.
 */
export type ChargeOutcome =
  | Extract<CaptureOutcome, { type: 'captured' | 'voided' }>
  | { readonly type: 'free'; readonly amount: Money }
  | { readonly type: 'refused'; readonly reason: FailureReason; readonly amount: Money | undefined };

/** The idempotency key an order is charged under, on whichever path: together they charge once. */
export const orderKey = (orderId: string): string => `${orderId}:1`;

/** Why an order is not charged `total`: it is more than the customer agreed to, or other money. Undefined when it may be. */
export function refuseByPrice(total: Money, expected: Money): FailureReason | undefined {
  if (total.currency === expected.currency && total.minor <= expected.minor) return undefined;
  const now = `${total.minor} ${total.currency}`;
  return { code: 'PRICE_CHANGED', message: `The price is ${now} now, above the ${expected.minor} ${expected.currency} agreed to.` };
}

/** Why an order is not charged at this risk. Nobody reviews on the path of choreography, so what needs a review is refused. */
export function refuseByRisk({ decision, reasons }: RiskScore): FailureReason | undefined {
  if (decision === 'approve') return undefined;
  const code = decision === 'review' ? 'FRAUD_REVIEW' : 'FRAUD_REJECTED';
  return { code, message: reasons[0]?.message ?? 'The risk is too high.' };
}

/** A provider's answer as the outcome of a charge of `amount`; undefined where not even the total is known any more. */
export function chargeOutcome(outcome: CaptureOutcome, amount: Money | undefined): ChargeOutcome {
  return outcome.type === 'declined' ? { type: 'refused', reason: outcome.reason, amount } : outcome;
}

/** What is known besides the payment when a charge is settled. */
export interface ChargeSettlement {
  readonly outcome: ChargeOutcome;
  /** The key was barred meanwhile: the order is dead. */
  readonly tombstoned: boolean;
  readonly now: Date;
}

/**
 * Applies the outcome of a charge. Only a pending payment changes. A refusal that its order did not live to hear is not told;
 * a capture is, for it is given back and told of again.
 */
export function settleCharge(payment: Payment, { outcome, tombstoned, now }: ChargeSettlement): SettledPayment {
  if (payment.status !== 'PENDING') return { payment, facts: [] };
  switch (outcome.type) {
    case 'captured':
    case 'voided':
      return settleCapture(payment, outcome, now);
    case 'free':
      return { payment: { ...payment, status: 'CAPTURED', amount: outcome.amount }, facts: [{ type: 'completed' }] };
    case 'refused': {
      if (tombstoned) return settleCapture(payment, { type: 'voided' }, now);
      const priced = { ...payment, amount: outcome.amount ?? payment.amount };
      return settleCapture(priced, { type: 'declined', reason: outcome.reason }, now);
    }
  }
}
