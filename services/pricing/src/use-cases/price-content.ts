import { Unprocessable } from '@sidecart/platform';
import type { CouponTerms } from '../domain/coupon.js';
import { CURRENCY } from '../domain/price.js';
import { priceQuote, type PricedQuote, type QuoteInputs } from '../domain/price-quote.js';
import type { QuoteContent } from '../domain/quote.js';
import type { PricingTx } from '../store/client.js';
import { readOffer } from '../store/offer-store.js';
import { amountTooLarge, couponRefused, unknownDestination } from './errors.js';

/** A price and all it was made from. */
export interface PricedContent {
  readonly inputs: QuoteInputs;
  readonly priced: PricedQuote;
}

/**
 * Prices normalised content at the price list of now. Throws Unprocessable: UNKNOWN_SKU with the `skus`,
 * UNKNOWN_DESTINATION, COUPON_MINIMUM_NOT_REACHED, AMOUNT_TOO_LARGE.
 */
export async function priceContent(tx: PricingTx, content: QuoteContent, coupon: CouponTerms | null): Promise<PricedContent> {
  const inputs = await readInputs(tx, content, coupon);
  const pricing = priceQuote(inputs);
  if (pricing.type === 'priced') return { inputs, priced: pricing.priced };
  throw pricing.reason === 'AMOUNT_TOO_LARGE' ? amountTooLarge() : couponRefused(pricing.reason, coupon?.code ?? '');
}

async function readInputs(tx: PricingTx, { items, destination }: QuoteContent, coupon: CouponTerms | null): Promise<QuoteInputs> {
  const offer = await readOffer(
    tx,
    items.map(({ sku }) => sku),
    destination.country,
  );
  const unknown = items.filter(({ sku }) => !offer.products.has(sku)).map(({ sku }) => sku);
  if (unknown.length > 0) throw new Unprocessable('UNKNOWN_SKU', `there is no price for ${unknown.join(', ')}`, { details: { skus: unknown } });
  if (offer.taxRates === undefined) throw unknownDestination(destination.country);
  const quoted = items.flatMap(({ sku, quantity }) => {
    const product = offer.products.get(sku);
    return product === undefined ? [] : [{ ...product, quantity }];
  });
  const terms = coupon === null ? null : { code: coupon.code, discount: coupon.discount, minimum: coupon.minimum };
  return { priceListVersion: offer.priceListVersion, currency: CURRENCY, items: quoted, taxRates: offer.taxRates, coupon: terms };
}
