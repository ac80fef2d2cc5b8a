import { Unavailable, type Money } from '@sidecart/platform';
import type Stripe from 'stripe';
import type { RefundOutcome } from '../domain/payment.js';
import { callStripe, StripeRefusal } from './stripe-errors.js';

const PAGE = 100;

/** Gives part of a capture back, once a key: the refund is looked for before it is made, for Stripe forgets an idempotency key after a day. */
export async function refundOnce(
  stripe: Stripe,
  { key, intentId, amount }: { key: string; intentId: string; amount: Money },
  signal: AbortSignal,
): Promise<RefundOutcome> {
  const known = (await refundsOf(stripe, intentId, signal)).find(({ metadata }) => metadata?.['key'] === key);
  try {
    return readRefund(known ?? (await makeRefund(stripe, { key, intentId, minor: amount.minor, idempotencyKey: key }, signal)));
  } catch (error) {
    if (error instanceof StripeRefusal) return { type: 'refused', reason: error.reason.message };
    throw error;
  }
}

/** Gives back whatever is left of a capture; resolves to what doing so under this key gave back in all, minor units. */
export async function giveBackRest(stripe: Stripe, key: string, intent: Stripe.PaymentIntent, signal: AbortSignal): Promise<number> {
  const voidKey = `${key}:void`;
  const refunds = await refundsOf(stripe, intent.id, signal);
  const standing = refunds.filter(isStanding);
  const own = standing.filter(({ metadata }) => metadata?.['key'] === voidKey);
  const left = intent.amount_received - sumOf(standing);
  if (left <= 0) return sumOf(own);
  // Another refund may have come in between, or an earlier one may have failed: then this is another request.
  const idempotencyKey = `${voidKey}:${refunds.length}`;
  const refund = await makeRefund(stripe, { key: voidKey, intentId: intent.id, minor: left, idempotencyKey }, signal);
  if (!isStanding(refund)) throw new Unavailable('REFUND_FAILED', `Stripe could not give ${intent.id} back; it is asked again`);
  return sumOf(own) + refund.amount;
}

interface NewRefund {
  readonly key: string;
  readonly intentId: string;
  readonly minor: number;
  readonly idempotencyKey: string;
}

function makeRefund(stripe: Stripe, { key, intentId, minor, idempotencyKey }: NewRefund, signal: AbortSignal): Promise<Stripe.Refund> {
  return callStripe(signal, () => stripe.refunds.create({ payment_intent: intentId, amount: minor, metadata: { key } }, { idempotencyKey }));
}

async function refundsOf(stripe: Stripe, intentId: string, signal: AbortSignal): Promise<readonly Stripe.Refund[]> {
  return callStripe(signal, () => stripe.refunds.list({ payment_intent: intentId, limit: PAGE }).autoPagingToArray({ limit: 10_000 }));
}

/** A pending refund is on its way; Stripe gives it back unless the bank refuses it, which reconciliation finds. */
const isStanding = ({ status }: Stripe.Refund): boolean => status !== 'failed' && status !== 'canceled';
const sumOf = (refunds: readonly Stripe.Refund[]): number => refunds.reduce((sum, { amount }) => sum + amount, 0);

function readRefund(refund: Stripe.Refund): RefundOutcome {
  return isStanding(refund) ? { type: 'refunded' } : { type: 'refused', reason: 'The provider could not give the money back.' };
}
