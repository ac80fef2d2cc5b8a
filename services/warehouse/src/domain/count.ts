import type { StockLevel } from './stock.js';

/** Which version a count was made of: one of those listed, or whatever there is. */
export type ExpectedVersion = readonly number[] | 'any';

/** Why a count is not taken over. */
export type CountRefusal = { readonly why: 'STALE' } | { readonly why: 'BELOW_RESERVED'; readonly reserved: number };

/** What is to be done about a count. */
export type CountDecision =
  | { readonly type: 'change'; readonly level: StockLevel }
  | { readonly type: 'unchanged' }
  | { readonly type: 'refuse'; readonly refusal: CountRefusal };

/** Decides about a count of what is in the warehouse: pieces promised to orders cannot be counted away. */
export function decideCount(level: StockLevel, onHand: number, expected: ExpectedVersion): CountDecision {
  if (expected !== 'any' && !expected.includes(level.version)) return { type: 'refuse', refusal: { why: 'STALE' } };
  if (onHand < level.reserved) return { type: 'refuse', refusal: { why: 'BELOW_RESERVED', reserved: level.reserved } };
  return onHand === level.onHand ? { type: 'unchanged' } : { type: 'change', level: { ...level, onHand, version: level.version + 1 } };
}
