import type { ItemQuantity, PricingCreateQuoteBody } from '@sidecart/contracts';
import { addMoney, AppError, Unprocessable, type DaprClient, type Money } from '@sidecart/platform';
import type { Quote } from '../domain/session.js';

/** What a session is quoted for. */
export interface QuoteRequest {
  readonly sessionId: string;
  readonly customerId: string;
  readonly items: readonly ItemQuantity[];
  readonly country: string;
  readonly couponCode: string | undefined;
}

/** Pricing, through the sidecar. Both throw Unavailable when it does not answer. */
export interface PricingGateway {
  /** What a session costs. Throws Unprocessable with pricing's own code, such as UNKNOWN_COUPON. */
  quote(request: QuoteRequest): Promise<Quote>;
  /** Uses the session's coupon for good; false when it ran out meanwhile. */
  confirm(sessionId: string, signal: AbortSignal): Promise<boolean>;
}

interface QuoteLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
}

interface Answer {
  readonly lines: readonly QuoteLine[];
  readonly subtotal: Money;
  readonly discounts: readonly { readonly amount: Money }[];
  readonly tax: Money;
  readonly total: Money;
  readonly expiresAt: string;
  readonly code?: string;
  readonly detail?: string;
}

/** Makes the gateway; `timeoutMs` is for one call with its retries. */
export function createPricingGateway(dapr: DaprClient, timeoutMs: number): PricingGateway {
  return {
    async quote(request) {
      const key = `quote:${request.sessionId}`;
      const call = { method: 'POST', path: '/quotes', body: bodyOf(request), idempotencyKey: key, deadlineMs: timeoutMs } as const;
      const { status, body } = await dapr.invoke<Answer>('pricing', call);
      if (status === 422) throw new Unprocessable(body.code ?? 'NOT_QUOTED', body.detail ?? 'pricing makes no price for this');
      if (status >= 300) throw new AppError('QUOTE_REFUSED', `pricing answered ${status} to a quote: ${body.code ?? 'no code'}`);
      const { lines, subtotal, discounts, tax, total, expiresAt } = body;
      const items = lines.map(({ sku, name, quantity, unitPrice, lineTotal }) => ({ sku, name, quantity, unitPrice, lineTotal }));
      const off = discounts.reduce((sum, { amount }) => addMoney(sum, amount), { ...subtotal, minor: 0 });
      return { items, subtotal, discounts: off, tax, total, expiresAt: new Date(expiresAt) };
    },
    async confirm(sessionId, signal) {
      const key = `confirm:${sessionId}`;
      const call = { method: 'POST', path: `/quotes/${sessionId}/confirm`, idempotencyKey: key, deadlineMs: timeoutMs, signal } as const;
      const { status } = await dapr.invoke('pricing', call);
      return status < 300;
    },
  };
}

function bodyOf({ sessionId, customerId, items, country, couponCode }: QuoteRequest): PricingCreateQuoteBody {
  const [first, ...others] = items.map(({ sku, quantity }) => ({ sku, quantity }));
  if (first === undefined) throw new AppError('CART_EMPTY', 'nothing is quoted for no items');
  const reference = { type: 'checkout_session' as const, id: sessionId };
  return { reference, customerId, items: [first, ...others], destination: { country }, ...(couponCode === undefined ? {} : { couponCode }) };
}
