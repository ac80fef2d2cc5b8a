import type { Fact } from './fact';
import type { Literal } from './literal';
import type { Prover } from './prover';

/** One kind of fact. */
export type Of<K extends Fact['k']> = Extract<Fact, { k: K }>;

/** The facts about one array, sorted by what they say. */
export interface Items {
  min: number;
  max: number;
  unique?: boolean;
  clash: boolean;
  every: Of<'every'>[];
  some: Of<'some'>[];
  matching: Of<'matching'>[];
  /** From here on all positions are alike. */
  alike: number;
}

/** Sorts the facts about one array by what they say. */
export function gather(facts: Fact[]): Items {
  const items: Items = { min: 0, max: Infinity, clash: false, every: [], some: [], matching: [], alike: 0 };
  for (const fact of facts) {
    if (fact.k === 'count') {
      items.min = Math.max(items.min, fact.min);
      items.max = Math.min(items.max, fact.max);
    }
    if (fact.k === 'unique') {
      if (items.unique === !fact.yes) items.clash = true;
      items.unique = fact.yes;
    }
    if (fact.k === 'every') items.every.push(fact);
    if (fact.k === 'some') items.some.push(fact);
    if (fact.k === 'matching') items.matching.push(fact);
  }
  for (const { from, to } of [...items.every, ...items.some]) items.alike = Math.max(items.alike, from, Number.isFinite(to) ? to : 0);
  for (const { from } of items.some) items.min = Math.max(items.min, from + 1);
  items.clash ||= items.matching.some((fact) => fact.min > fact.max || fact.min > items.max);
  return items;
}

/** Whether some position must exist that nothing can fill. */
export function impossible(items: Items, prover: Prover): boolean {
  if (items.clash || items.min > items.max) return true;
  for (let at = 0; at < Math.min(items.min, items.alike + 1); at++) {
    if (prover.find(baseOf(items, at)).kind === 'none') return true;
  }
  return items.some.some((fact) => fact.to === fact.from + 1 && prover.find([...baseOf(items, fact.from), ...fact.literals]).kind === 'none');
}

/** What any item at a position must meet. */
export function baseOf(items: Items, at: number): Literal[] {
  return items.every.filter((fact) => fact.from <= at && at < fact.to).map((fact) => fact.literal);
}
