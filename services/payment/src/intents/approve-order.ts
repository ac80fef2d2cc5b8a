import type { PricingCreateQuoteBody } from '@sidecart/contracts';
import type { Money } from '@sidecart/platform';
import { refuseByPrice, refuseByRisk } from '../domain/charge.js';
import type { OrderToCharge } from '../domain/order-charge.js';
import type { FailureReason } from '../domain/payment.js';
import type { ChargeParts } from './parts.js';

/** Whether an order may be charged, and how much; a refusal comes with the total where there was one by then. */
export type Approval =
  { readonly ok: true; readonly total: Money } | { readonly ok: false; readonly reason: FailureReason; readonly total: Money | undefined };

/** Asks for the order's price and risk, and last of all makes the price final. Throws while an answer is unknown. */
export async function approveOrder({ pricing, fraud }: ChargeParts, order: OrderToCharge, signal: AbortSignal): Promise<Approval> {
  const quote = await pricing.quote(quoteBody(order), signal);
  if (!quote.ok) return { ...quote, total: undefined };
  const total = quote.value;
  const refuse = (reason: FailureReason): Approval => ({ ok: false, reason, total });
  const tooDear = refuseByPrice(total, order.expectedTotal);
  if (tooDear) return refuse(tooDear);
  const score = await fraud.score(scoreBody(order, total), signal);
  const tooRisky = score.ok ? refuseByRisk(score.value) : score.reason;
  if (tooRisky) return refuse(tooRisky);
  const confirmed = await pricing.confirm(order.orderId, signal);
  return confirmed.ok ? { ok: true, total } : refuse(confirmed.reason);
}

function quoteBody({ orderId, customer, items, shippingAddress, couponCode }: OrderToCharge): PricingCreateQuoteBody {
  return {
    reference: { type: 'order', id: orderId },
    customerId: customer.id,
    items: [...items],
    destination: { country: shippingAddress.country },
    ...(couponCode === undefined ? {} : { couponCode }),
  };
}

const scoreBody = ({ orderId, customer, items, shippingAddress }: OrderToCharge, total: Money) => ({
  ...{ orderId, customer, items: [...items], total, shippingAddress },
});
