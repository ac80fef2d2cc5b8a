import type { Money } from '@sidecart/platform';
import type { TaxCategory } from './tax.js';
import type { VolumeDiscount } from './volume-discount.js';

/** The currency of every price. */
export const CURRENCY = 'EUR';

/** The highest unit price, minor units. */
export const HIGHEST_PRICE = 1_000_000_000;

/** True for a string that can be a SKU at all; others are not worth asking the database for. */
export const isSku = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** What the price list says of a product. */
export interface PriceTerms {
  readonly name: string;
  /** Before tax. */
  readonly unitPrice: Money;
  readonly taxCategory: TaxCategory;
  readonly volumeDiscounts: readonly VolumeDiscount[];
}

/** A price as it stands. */
export interface Price extends PriceTerms {
  readonly sku: string;
  /** Rises by one with each change. */
  readonly version: number;
  /** The version of the whole list it came with. */
  readonly listVersion: number;
  readonly updatedAt: Date;
}

/** Which version a change is meant for: `none` where there must not be a price yet. */
export type ExpectedVersion = 'any' | 'none' | readonly number[];

/** What a change of a price comes to. */
export type PriceDecision =
  | { readonly type: 'set'; readonly version: number }
  | { readonly type: 'unchanged'; readonly price: Price }
  | { readonly type: 'refuse'; readonly reason: 'STALE' | 'CURRENCY_NOT_SOLD' | 'PRICE_TOO_HIGH' };

/** Decides a change of a price: only from the version it was meant for, and only where something changes. */
export function decidePrice(price: Price | undefined, terms: PriceTerms, expected: ExpectedVersion): PriceDecision {
  if (!isExpected(price, expected)) return { type: 'refuse', reason: 'STALE' };
  if (terms.unitPrice.currency !== CURRENCY) return { type: 'refuse', reason: 'CURRENCY_NOT_SOLD' };
  if (terms.unitPrice.minor > HIGHEST_PRICE) return { type: 'refuse', reason: 'PRICE_TOO_HIGH' };
  if (price !== undefined && sameTerms(price, terms)) return { type: 'unchanged', price };
  return { type: 'set', version: (price?.version ?? 0) + 1 };
}

function isExpected(price: Price | undefined, expected: ExpectedVersion): boolean {
  if (expected === 'none') return price === undefined;
  return price !== undefined && (expected === 'any' || expected.includes(price.version));
}

function sameTerms(a: PriceTerms, b: PriceTerms): boolean {
  return JSON.stringify(meaning(a)) === JSON.stringify(meaning(b));
}

function meaning({ name, unitPrice, taxCategory, volumeDiscounts }: PriceTerms): readonly unknown[] {
  const steps = volumeDiscounts.map(({ minQuantity, basisPoints }) => [minQuantity, basisPoints]);
  return [name, unitPrice.minor, unitPrice.currency, taxCategory, steps];
}
