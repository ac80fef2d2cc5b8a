import type { Platform } from '@sidecart/platform';
import { refuseByLimits, refuseByTime, type Coupon } from '../domain/coupon.js';
import { contentHash, decideAsk, normalise, type Quote, type QuoteContent } from '../domain/quote.js';
import { later } from '../later.js';
import type { PricingTx } from '../store/client.js';
import { changeUses, countUsesBy, lockCoupon } from '../store/coupon-store.js';
import { insertQuote, lockReference, moveQuote, readReference } from '../store/quote-store.js';
import { couponRefused, referenceRefused, unknownCoupon } from './errors.js';
import { priceContent } from './price-content.js';

/** Quotes content under its reference, and holds its coupon. */
export type RequestQuote = (content: QuoteContent) => Promise<Quote>;

/**
 * Makes quotes that hold their coupon for `ttlMs` milliseconds. The same reference with the same content has the same
 * quote for ever; a hold that has run out is taken again where the coupon's limits allow.
 * Throws Conflict QUOTE_RELEASED, Unprocessable QUOTE_CONTENT_DIFFERS and what `priceContent` and coupons throw.
 */
export function createRequestQuote(platform: Platform<PricingTx>, ttlMs: number): RequestQuote {
  const { database, clock } = platform;
  return (asked) => {
    const content = normalise(asked);
    const hash = contentHash(content);
    return database.transaction(async (tx) => {
      await lockReference(tx, content.reference.id);
      const now = clock.now();
      const times = { now, expiresAt: later(now, ttlMs) };
      const decision = decideAsk(await readReference(tx, content.reference.id), hash, now);
      switch (decision.type) {
        case 'refuse':
          throw referenceRefused(decision.reason, content.reference.id);
        case 'repeat':
          return decision.quote;
        case 'renew':
          return renew(tx, decision.quote, times);
        case 'open':
          return open(tx, { id: platform.newId(), content, contentHash: hash }, times);
      }
    });
  };
}

interface Times {
  readonly now: Date;
  readonly expiresAt: Date;
}

interface Opening {
  readonly id: string;
  readonly content: QuoteContent;
  readonly contentHash: string;
}

async function open(tx: PricingTx, { id, content, contentHash: hash }: Opening, { now, expiresAt }: Times): Promise<Quote> {
  const { reference, customerId, destination, couponCode } = content;
  const coupon = couponCode === null ? null : await usableCoupon(tx, couponCode, customerId, now);
  const { inputs, priced } = await priceContent(tx, content, coupon);
  const quote: Quote = {
    ...{ id, reference, customerId, country: destination.country, couponCode, contentHash: hash },
    ...{ inputs, priced, status: 'OPEN', createdAt: now, expiresAt },
  };
  await insertQuote(tx, quote);
  if (couponCode !== null) await changeUses(tx, couponCode, 1);
  return quote;
}

async function usableCoupon(tx: PricingTx, code: string, customerId: string, now: Date): Promise<Coupon> {
  const coupon = await lockCoupon(tx, code, now);
  if (coupon === undefined) throw unknownCoupon(code);
  const refusal = refuseByTime(coupon, now) ?? refuseByLimits(coupon, await countUsesBy(tx, code, customerId, now));
  if (refusal !== undefined) throw couponRefused(refusal, code);
  return coupon;
}

/** The price was promised, so only the limits are looked at again, not the time the coupon is valid. */
async function renew(tx: PricingTx, lapsed: Quote, { now, expiresAt }: Times): Promise<Quote> {
  if (lapsed.couponCode === null) return moveQuote(tx, lapsed, { status: 'OPEN', expiresAt });
  const refusal = await takeAgain(tx, lapsed.couponCode, lapsed.customerId, now);
  if (refusal !== undefined) throw couponRefused(refusal, lapsed.couponCode);
  // Locking the coupon has noted that the hold has run out.
  return moveQuote(tx, { ...lapsed, status: 'EXPIRED' }, { status: 'OPEN', expiresAt });
}

/** Takes one more use of a coupon if its limits allow: undefined, or why not. */
export async function takeAgain(tx: PricingTx, code: string, customerId: string, now: Date) {
  const coupon = await lockCoupon(tx, code, now);
  if (coupon === undefined) throw unknownCoupon(code);
  const refusal = refuseByLimits(coupon, await countUsesBy(tx, code, customerId, now));
  if (refusal === undefined) await changeUses(tx, code, 1);
  return refusal;
}
