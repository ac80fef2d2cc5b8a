import type { Money } from '@sidecart/platform';

/** What an operator tells of a product; null for what is not told. */
export interface ProductTerms {
  readonly name: string;
  readonly description: string;
  readonly category: string | null;
  readonly imagePath: string | null;
  /** Whether lists show it. */
  readonly listed: boolean;
}

/** A product as it is told. */
export interface DescribedProduct extends ProductTerms {
  readonly sku: string;
  /** Rises by one with each change of what is told. */
  readonly version: number;
  readonly updatedAt: Date;
}

/** The newest known price. */
export interface LivePrice {
  readonly unitPrice: Money;
  readonly volumeDiscounts: readonly { readonly minQuantity: number; readonly basisPoints: number }[];
  readonly version: number;
  readonly changedAt: Date;
}

/** The newest known stock. */
export interface LiveStock {
  /** Pieces that can be sold. */
  readonly available: number;
  readonly version: number;
  readonly changedAt: Date;
}

/** A product as the shop sees it; null for what nobody has told yet. */
export interface Product extends DescribedProduct {
  readonly price: LivePrice | null;
  readonly stock: LiveStock | null;
}

/** Which version a change is meant for: `none` where nobody must have described the product yet. */
export type ExpectedVersion = 'any' | 'none' | readonly number[];

/** What a change of a product comes to. */
export type ProductDecision = { readonly type: 'set'; readonly version: number } | { readonly type: 'unchanged' } | { readonly type: 'stale' };

/** True for text that can be a SKU. */
export const isSku = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** Whether it can be bought as far as anybody here knows: shown, priced and in stock. */
export const isAvailable = ({ listed, price, stock }: Product): boolean => listed && price !== null && stock !== null && stock.available > 0;

/** Decides a change of what is told: only from the version it was meant for, and only where something changes. */
export function decideProduct(product: DescribedProduct | undefined, terms: ProductTerms, expected: ExpectedVersion): ProductDecision {
  if (!isExpected(product, expected)) return { type: 'stale' };
  if (product !== undefined && same(product, terms)) return { type: 'unchanged' };
  return { type: 'set', version: (product?.version ?? 0) + 1 };
}

function isExpected(product: DescribedProduct | undefined, expected: ExpectedVersion): boolean {
  if (expected === 'none') return product === undefined;
  return product !== undefined && (expected === 'any' || expected.includes(product.version));
}

const MEMBERS = ['name', 'description', 'category', 'imagePath', 'listed'] as const satisfies readonly (keyof ProductTerms)[];
const same = (a: ProductTerms, b: ProductTerms): boolean => MEMBERS.every((member) => a[member] === b[member]);
