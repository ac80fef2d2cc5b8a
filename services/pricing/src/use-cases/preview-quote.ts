import type { Platform } from '@sidecart/platform';
import { refuseByLimits, refuseByTime, type Coupon } from '../domain/coupon.js';
import { contentHash, normalise, type QuoteContent } from '../domain/quote.js';
import type { PricingTx } from '../store/client.js';
import { countUsesBy, findCoupon } from '../store/coupon-store.js';
import { readReference } from '../store/quote-store.js';
import { couponRefused, referenceRefused, unknownCoupon } from './errors.js';
import { priceContent, type PricedContent } from './price-content.js';

/** What content would be quoted at; holds and stores nothing. */
export interface QuotePreview extends PricedContent {
  readonly content: QuoteContent;
}

/** Previews a quote. */
export type PreviewQuote = (content: QuoteContent) => Promise<QuotePreview>;

/**
 * Makes the dry run. It answers what the first request under the reference was or would be answered: the stored prices
 * where that content was quoted, released since or not, for it competes with nothing its own reference holds or has done.
 * Throws what `createRequestQuote` throws, except QUOTE_RELEASED.
 */
export function createPreviewQuote({ database, clock }: Platform<PricingTx>): PreviewQuote {
  return (asked) => {
    const content = normalise(asked);
    return database.transaction(async (tx) => {
      const { quote } = await readReference(tx, content.reference.id);
      if (quote !== undefined) {
        if (quote.contentHash !== contentHash(content)) throw referenceRefused('QUOTE_CONTENT_DIFFERS', content.reference.id);
        return { content, inputs: quote.inputs, priced: quote.priced };
      }
      const coupon = content.couponCode === null ? null : await couponOf(tx, content.couponCode, content.customerId, clock.now());
      return { content, ...(await priceContent(tx, content, coupon)) };
    });
  };
}

async function couponOf(tx: PricingTx, code: string, customerId: string, now: Date): Promise<Coupon> {
  const coupon = await findCoupon(tx, code, now);
  if (coupon === undefined) throw unknownCoupon(code);
  const refusal = refuseByTime(coupon, now) ?? refuseByLimits(coupon, await countUsesBy(tx, code, customerId, now));
  if (refusal !== undefined) throw couponRefused(refusal, code);
  return coupon;
}
