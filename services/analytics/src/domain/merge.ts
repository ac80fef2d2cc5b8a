import type { Money } from '@sidecart/contracts';

/**
 * Facts are merged so that neither the order in which events come nor how often each comes makes a difference: every member
 * is the least or the greatest of what was said. Instants are texts of one length, so that they compare as they are.
 */

/** The lesser of two, by `<`; what is absent does not count. */
export const least = <Value extends string | number>(a: Value | undefined, b: Value | undefined): Value | undefined =>
  a === undefined ? b : b === undefined || a <= b ? a : b;

/** The greater of two, by `<`; what is absent does not count. */
export const greatest = <Value extends string | number>(a: Value | undefined, b: Value | undefined): Value | undefined =>
  a === undefined ? b : b === undefined || b <= a ? a : b;

/** The one that comes later in `scale`; what is absent does not count. */
export const highest = <Value>(scale: readonly Value[], a: Value | undefined, b: Value | undefined): Value | undefined =>
  a === undefined ? b : b === undefined || scale.indexOf(b) <= scale.indexOf(a) ? a : b;

/** Two amounts of one thing: they are the same, and if they are not, it still does not matter which came first. */
export function mergeAmounts(a: Money | undefined, b: Money | undefined): Money | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { minor: Math.max(a.minor, b.minor), currency: least(a.currency, b.currency) ?? a.currency };
}

/** An RFC 3339 instant in UTC, with exactly the microseconds that the database keeps. */
export function microseconds(instant: string): string {
  const [seconds = '', fraction = ''] = instant.slice(0, -1).split('.');
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** Merges what has one key, so that a statement meets each key once; in the order of the keys, so that no two batches deadlock. */
export function mergeByKey<Fact>(facts: readonly Fact[], keyOf: (fact: Fact) => string, merge: (a: Fact, b: Fact) => Fact): readonly Fact[] {
  const merged = new Map<string, Fact>();
  for (const fact of facts) {
    const known = merged.get(keyOf(fact));
    merged.set(keyOf(fact), known === undefined ? fact : merge(known, fact));
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
}
