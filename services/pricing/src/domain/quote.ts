import { createHash } from 'node:crypto';
import { couponCode } from './coupon.js';
import type { PricedQuote, QuoteInputs } from './price-quote.js';

/** What is priced: an order, or a checkout session. */
export interface QuoteReference {
  readonly type: 'checkout_session' | 'order';
  readonly id: string;
}

/** What somebody asks the price of. */
export interface QuoteContent {
  readonly reference: QuoteReference;
  readonly customerId: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly destination: { readonly country: string };
  readonly couponCode: string | null;
}

/** OPEN and CONFIRMED hold the coupon; EXPIRED and RELEASED have given it back. */
export type QuoteStatus = 'OPEN' | 'EXPIRED' | 'CONFIRMED' | 'RELEASED';

/** A price somebody was told. */
export interface Quote {
  readonly id: string;
  readonly reference: QuoteReference;
  readonly customerId: string;
  readonly country: string;
  readonly couponCode: string | null;
  readonly contentHash: string;
  readonly inputs: QuoteInputs;
  readonly priced: PricedQuote;
  readonly status: QuoteStatus;
  readonly createdAt: Date;
  /** Until then an open quote holds its coupon. */
  readonly expiresAt: Date;
}

/** What is known under a reference before anything is decided about it. */
export interface ReferenceState {
  readonly quote: Quote | undefined;
  readonly tombstoned: boolean;
}

/** Content in its one form: items of one SKU added up, in the order they came first; the code in capitals. */
export function normalise(content: QuoteContent): QuoteContent {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of content.items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  const items = [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
  return { ...content, items, couponCode: content.couponCode === null ? null : couponCode(content.couponCode) };
}

/** SHA-256 of normalised content; the order of the items does not matter. */
export function contentHash({ reference, customerId, items, destination, couponCode: code }: QuoteContent): string {
  const sorted = [...items].sort((a, b) => (a.sku < b.sku ? -1 : 1)).map(({ sku, quantity }) => [sku, quantity]);
  const meaning = [reference.type, reference.id, customerId, sorted, destination.country, code];
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}

/** A quote's status at `now`: an open one whose time is over has expired, whether that was noted yet or not. */
export function statusAt({ status, expiresAt }: Pick<Quote, 'status' | 'expiresAt'>, now: Date): QuoteStatus {
  return status === 'OPEN' && expiresAt <= now ? 'EXPIRED' : status;
}

/** What a request for a quote comes to. `renew`: the same quote, whose hold has run out and is to be taken again. */
export type AskDecision =
  | { readonly type: 'open' }
  | { readonly type: 'repeat' | 'renew'; readonly quote: Quote }
  | { readonly type: 'refuse'; readonly reason: 'QUOTE_RELEASED' | 'QUOTE_CONTENT_DIFFERS' };

/** Decides a request for a quote with content of that hash. */
export function decideAsk({ quote, tombstoned }: ReferenceState, hash: string, now: Date): AskDecision {
  if (tombstoned) return { type: 'refuse', reason: 'QUOTE_RELEASED' };
  if (quote === undefined) return { type: 'open' };
  if (quote.contentHash !== hash) return { type: 'refuse', reason: 'QUOTE_CONTENT_DIFFERS' };
  return { type: statusAt(quote, now) === 'EXPIRED' ? 'renew' : 'repeat', quote };
}

/** What a confirmation comes to. `retake`: the hold has run out, so the coupon is needed once more first. */
export type ConfirmDecision =
  | { readonly type: 'repeat' | 'confirm' | 'retake'; readonly quote: Quote }
  | { readonly type: 'refuse'; readonly reason: 'QUOTE_RELEASED' | 'QUOTE_MISSING' };

/** Decides a confirmation. */
export function decideConfirm({ quote, tombstoned }: ReferenceState, now: Date): ConfirmDecision {
  if (tombstoned) return { type: 'refuse', reason: 'QUOTE_RELEASED' };
  if (quote === undefined) return { type: 'refuse', reason: 'QUOTE_MISSING' };
  if (quote.status === 'CONFIRMED') return { type: 'repeat', quote };
  const lapsed = quote.couponCode !== null && statusAt(quote, now) === 'EXPIRED';
  return { type: lapsed ? 'retake' : 'confirm', quote };
}

/** True for a status that counts as a use of the coupon. */
export const holdsCoupon = (status: QuoteStatus): boolean => status === 'OPEN' || status === 'CONFIRMED';
