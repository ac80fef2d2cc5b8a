import type { PricingCreateQuoteBody } from '@sidecart/contracts';
import { AppError, type DaprClient, type Money } from '@sidecart/platform';
import { ask, type Answer } from './ask.js';

/** Pricing, through the sidecar. Every method may be repeated, and throws while the outcome is unknown. */
export interface PricingGateway {
  /** The order's total; its coupon is held until the quote is confirmed or released. */
  quote(content: PricingCreateQuoteBody, signal: AbortSignal): Promise<Answer<Money>>;
  /** Uses the quote's coupon for good. */
  confirm(referenceId: string, signal: AbortSignal): Promise<Answer<unknown>>;
  /** Gives the coupon back and bars the reference; also where nothing was quoted. */
  release(referenceId: string, signal: AbortSignal): Promise<void>;
}

/** Makes the gateway. */
export function createPricingGateway(dapr: DaprClient): PricingGateway {
  const pricing = <Value>(path: string, key: string, signal: AbortSignal, body?: unknown) =>
    ask<Value>(dapr, { app: 'pricing', path, key, signal, ...(body === undefined ? {} : { body }) });
  return {
    async quote(content, signal) {
      const answer = await pricing<{ total?: Partial<Money> }>('/quotes', content.reference.id, signal, content);
      return answer.ok ? { ok: true, value: totalOf(answer.value.total) } : answer;
    },
    confirm: (referenceId, signal) => pricing(`/quotes/${referenceId}/confirm`, referenceId, signal),
    async release(referenceId, signal) {
      const answer = await pricing(`/quotes/${referenceId}/release`, referenceId, signal);
      if (!answer.ok) throw new AppError('QUOTE_NOT_RELEASED', `pricing does not release the quote: ${answer.reason.code}`);
    },
  };
}

/** A total that cannot be read must not be charged. */
function totalOf(total: Partial<Money> | undefined): Money {
  const { minor, currency } = total ?? {};
  if (minor === undefined || !Number.isSafeInteger(minor) || minor < 0 || currency === undefined) {
    throw new AppError('QUOTE_UNREADABLE', 'pricing answered a quote without a total');
  }
  return { minor, currency };
}
