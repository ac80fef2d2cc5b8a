import type { Json } from '../json';
import { assignDistinct } from './distinct';
import { type Literal, NONE, normalise, opposite, type Outcome, unknown } from './literal';
import { baseOf, gather, impossible, type Items, type Of } from './items';
import type { Prover, Solver } from './prover';

const MAX_LENGTH = 600;
const MAX_UNIQUE = 120;
const MAX_PLAIN = 100_000;

/** One attempt to fill an array of a fixed length, position by position. */
interface Filling {
  items: Items;
  prover: Prover;
  length: number;
  /** Two positions that must hold the same value. */
  twin?: [number, number];
  /** States already seen to fail. */
  failed: Set<string>;
  goals: Literal[][];
  values: Json[];
  doubt?: Outcome;
}

/** What is still owed: matches per counted schema, and which existential facts are open (bits). */
interface Owed {
  counts: number[];
  open: number;
}

function fill(filling: Filling, at: number, owed: Owed): boolean {
  const { items, length, twin } = filling;
  filling.prover.step();
  if (at === length) return owed.open === 0 && items.matching.every((fact, i) => (owed.counts[i] ?? 0) >= fact.min) && settle(filling);
  if (items.matching.some((fact, i) => fact.min - (owed.counts[i] ?? 0) > (length - at) * (twin ? 2 : 1))) return false;
  const key = `${at < items.alike ? at : 'x'}|${length - at}|${owed.counts.join()}|${owed.open}`;
  const reusable = !items.unique && !twin;
  if (reusable && filling.failed.has(key)) return false;
  if (twin && at === twin[1]) return place(filling, at, filling.goals[twin[0]] as Literal[], filling.values[twin[0]] as Json, owed);
  for (const option of options(filling, at, owed)) {
    const outcome = filling.prover.find(option.literals);
    if (outcome.kind === 'unknown') filling.doubt ??= outcome;
    if (outcome.kind === 'some' && place(filling, at, option.literals, outcome.value, option.owed)) return true;
  }
  if (reusable) filling.failed.add(key);
  return false;
}

function place(filling: Filling, at: number, goal: Literal[], value: Json, owed: Owed): boolean {
  filling.goals[at] = goal;
  filling.values[at] = value;
  return fill(filling, at + 1, owed);
}

function settle(filling: Filling): boolean {
  if (!filling.items.unique) return true;
  const found = assignDistinct(filling.prover, filling.goals.slice(0, filling.length));
  if (Array.isArray(found)) filling.values = found;
  else if (found.kind === 'unknown') filling.doubt ??= found;
  return Array.isArray(found);
}

/** The roles one position can take: which counted schemas it matches, which existential facts it serves. */
function options({ items, twin }: Filling, at: number, owed: Owed): { literals: Literal[]; owed: Owed }[] {
  const partner = twin && at === twin[0] ? twin[1] : undefined;
  const weight = partner === undefined ? 1 : 2;
  const base = partner === undefined ? baseOf(items, at) : [...baseOf(items, at), ...baseOf(items, partner)];
  let list = [{ literals: base, owed }];
  items.matching.forEach((fact, i) => {
    list = list.flatMap((option) => counted(option, fact, i, weight));
  });
  items.some.forEach((fact, i) => {
    const covers = (position: number | undefined) => position !== undefined && fact.from <= position && position < fact.to;
    if (!(owed.open & (1 << i)) || !(covers(at) || covers(partner))) return;
    const serving = list.map((option) => ({
      literals: [...option.literals, ...fact.literals],
      owed: { ...option.owed, open: option.owed.open & ~(1 << i) },
    }));
    list = [...serving, ...list];
  });
  return list.filter((option) => normalise(option.literals) !== null);
}

function counted(
  option: { literals: Literal[]; owed: Owed },
  fact: Of<'matching'>,
  i: number,
  weight: number,
): { literals: Literal[]; owed: Owed }[] {
  const have = option.owed.counts[i] ?? 0;
  const bounded = fact.max < Infinity;
  const aside = bounded ? { ...option, literals: [...option.literals, opposite(fact.literal)] } : option;
  if (have + weight > fact.max || (!bounded && have >= fact.min)) return [aside];
  const counts = option.owed.counts.map((count, j) => (j === i ? count + weight : count));
  const match = { literals: [...option.literals, fact.literal], owed: { ...option.owed, counts } };
  return have < fact.min ? [match, aside] : [aside, match];
}

function attempt(items: Items, prover: Prover, length: number, twin?: [number, number]): Outcome {
  const filling: Filling = { items, prover, length, failed: new Set(), goals: [], values: [], ...(twin ? { twin } : {}) };
  const owed: Owed = { counts: items.matching.map(() => 0), open: (1 << items.some.length) - 1 };
  if (fill(filling, 0, owed)) return { kind: 'some', value: filling.values.slice(0, length) };
  return filling.doubt ?? NONE;
}

/** Where nothing is counted, the shortest array decides: a longer one asks for more. */
function plain(items: Items, prover: Prover): Outcome {
  if (items.min > MAX_PLAIN) return unknown('an array of that length is not tried');
  const values: Json[] = [];
  let doubt: Outcome | undefined;
  for (let at = 0; at < Math.min(items.min, items.alike + 1); at++) {
    const outcome = prover.find(baseOf(items, at));
    if (outcome.kind === 'none') return NONE;
    if (outcome.kind === 'unknown') doubt ??= outcome;
    else values.push(outcome.value);
  }
  const last = values.at(-1) ?? null;
  while (values.length < items.min) values.push(last);
  return doubt ?? { kind: 'some', value: values };
}

/** Positions that can stand for any pair of equal items. */
function twins(items: Items, length: number): [number, number][] {
  const last = Math.min(length, items.alike + 2);
  const pairs: [number, number][] = [];
  for (let a = 0; a < last; a++) for (let b = a + 1; b < last; b++) pairs.push([a, b]);
  return pairs;
}

/**
 * Arrays. If any array fits, one fits that is no longer than what the facts ask for: further items could be
 * dropped from the part where all positions are alike. So lengths up to that bound decide.
 */
export const arraySolver: Solver = {
  plausible: (facts, prover) => !impossible(gather(facts), prover),
  solve(facts, prover): Outcome {
    const items = gather(facts);
    if (impossible(items, prover)) return NONE;
    if (items.matching.length + items.some.length === 0 && items.unique === undefined) return plain(items, prover);
    if (items.some.length > 12) return unknown('too many demands on the items of one array');
    const owed = items.matching.reduce((sum, fact) => sum + fact.min, 0) + items.some.length + (items.unique === false ? 2 : 0);
    const enough = Math.min(items.max, Math.max(items.min, items.alike + owed));
    const limit = items.unique ? MAX_UNIQUE : MAX_LENGTH;
    let doubt: Outcome | undefined = enough > limit ? unknown('an array of that length is not tried') : undefined;
    for (let length = items.min; length <= Math.min(enough, limit); length++) {
      for (const twin of items.unique === false ? twins(items, length) : [undefined]) {
        const outcome = attempt(items, prover, length, twin);
        if (outcome.kind === 'some') return outcome;
        if (outcome.kind === 'unknown') doubt ??= outcome;
      }
    }
    return doubt ?? NONE;
  },
};
