import type { IntentKind } from '@sidecart/platform';
import type { CheckoutTx } from '../store/client.js';
import type { PricingGateway } from './pricing-gateway.js';

/** The kind of the intent to confirm the quote of a session that was paid. */
export const CONFIRM_QUOTE_KIND = 'checkout.confirm-quote';

/** Which session's quote is confirmed. */
export interface ConfirmQuotePayload {
  readonly sessionId: string;
}

/**
 * Confirms a paid session's quote, after the sale: paying waits for nobody but payment. A session cannot be paid longer than
 * its coupon is held, so a coupon that ran out meanwhile is rare, and then the customer keeps the price that was promised.
 */
export const createConfirmQuoteIntent = (pricing: PricingGateway): IntentKind<ConfirmQuotePayload, 'confirmed' | 'ran_out', CheckoutTx> => ({
  kind: CONFIRM_QUOTE_KIND,
  async call({ payload: { sessionId } }, { signal, log }) {
    if (await pricing.confirm(sessionId, signal)) return 'confirmed';
    log.warn({ checkoutSessionId: sessionId }, 'a coupon was used once more than it may: its hold had run out when the sale was made');
    return 'ran_out';
  },
  settle: () => Promise.resolve(),
});
