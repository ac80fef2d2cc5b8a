import type { ApiResponse } from '@sidecart/platform';
import type { Coupon } from './domain/coupon.js';
import type { Price } from './domain/price.js';
import type { PricedQuote, QuoteInputs } from './domain/price-quote.js';
import { statusAt, type Quote } from './domain/quote.js';
import { etagOf } from './precondition.js';
import type { QuotePreview } from './use-cases/preview-quote.js';

/** 200 with a JSON body. */
export const ok = (body: unknown): ApiResponse => ({ status: 200, body });

/** A quote as it stands at `now`. */
export function quoteBody(quote: Quote, now: Date) {
  const { id, reference, customerId, country, couponCode, createdAt, expiresAt } = quote;
  return {
    id,
    status: statusAt(quote, now),
    reference,
    customerId,
    destination: { country },
    ...(couponCode === null ? {} : { couponCode }),
    ...prices(quote.priced, quote.inputs),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

/** The same of a dry run, which has no id, no status and no end. */
export function previewBody({ content, priced, inputs }: QuotePreview) {
  const { reference, customerId, destination, couponCode } = content;
  return { dryRun: true, reference, customerId, destination, ...(couponCode === null ? {} : { couponCode }), ...prices(priced, inputs) };
}

function prices({ lines, subtotal, discounts, tax, total }: PricedQuote, { currency, priceListVersion }: QuoteInputs) {
  return { lines, subtotal, discounts, tax, total, currency, priceListVersion };
}

/** One price, with its version as ETag. */
export function priceAnswer(price: Price): ApiResponse {
  return { status: 200, body: priceBody(price), headers: { etag: etagOf(price.version) } };
}

/** A price as the list shows it. */
export function priceBody({ listVersion, updatedAt, ...price }: Price) {
  return { ...price, priceListVersion: listVersion, updatedAt: updatedAt.toISOString() };
}

/** A coupon for operators; what does not limit it is left out. */
export function couponBody(coupon: Coupon) {
  const { code, discount, minimum, validFrom, validUntil, maxUses, maxUsesPerCustomer, uses } = coupon;
  const limits = { minimum, validFrom: validFrom?.toISOString(), validUntil: validUntil?.toISOString(), maxUses, maxUsesPerCustomer };
  const set = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== null && value !== undefined));
  return { code, discount, ...set, uses };
}
