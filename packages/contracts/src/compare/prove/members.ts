import { accepts } from './evaluate';
import { matches } from '../regex/match';
import type { Fact, NameSet } from './fact';
import type { Literal } from './literal';
import type { Prover } from './prover';

/** A property that must exist: its name lies in all the sets. */
export interface Wanted {
  sets: NameSet[];
  literals: Literal[];
  nameLiterals: Literal[];
}

/** The facts about one object, sorted by what they say. */
export interface Members {
  min: number;
  max: number;
  has: Set<string>;
  lacks: Set<string>;
  each: { names: NameSet; literal: Literal }[];
  naming: Literal[];
  any: Wanted[];
  /** Every name mentioned anywhere. */
  known: Set<string>;
  patterns: string[];
}

/** Sorts the facts about one object by what they say. */
export function gather(facts: Fact[]): Members {
  const members: Members = {
    min: 0,
    max: Infinity,
    has: new Set(),
    lacks: new Set(),
    each: [],
    naming: [],
    any: [],
    known: new Set(),
    patterns: [],
  };
  const sets: NameSet[] = [];
  for (const fact of facts) {
    if (fact.k === 'size') {
      members.min = Math.max(members.min, fact.min);
      members.max = Math.min(members.max, fact.max);
    }
    if (fact.k === 'has') members.has.add(fact.name);
    if (fact.k === 'lacks') members.lacks.add(fact.name);
    if (fact.k === 'each') sets.push((members.each.push(fact), fact.names));
    if (fact.k === 'naming') members.naming.push(fact.literal);
    if (fact.k === 'any') {
      members.any.push({ sets: [fact.names], literals: fact.literals, nameLiterals: fact.nameLiterals });
      sets.push(fact.names);
    }
  }
  note(members, sets);
  return members;
}

function note(members: Members, sets: NameSet[]): void {
  const patterns = new Set<string>();
  for (const set of sets) {
    if (set.kind === 'one') members.known.add(set.name);
    if (set.kind === 'pattern') patterns.add(set.source);
    if (set.kind === 'outside') {
      set.names.forEach((name) => members.known.add(name));
      set.patterns.forEach((source) => patterns.add(source));
    }
  }
  for (const name of [...members.has, ...members.lacks]) members.known.add(name);
  members.patterns = [...patterns];
  members.any = members.any.filter((wanted) => {
    const [only] = wanted.sets;
    if (only?.kind !== 'one') return true;
    members.has.add(only.name);
    members.each.push(...wanted.literals.map((literal) => ({ names: only, literal })));
    members.naming.push();
    return wanted.nameLiterals.length > 0;
  });
}

/** Whether a name lies in a set of names. */
export function inSet(set: NameSet, name: string): boolean {
  if (set.kind === 'one') return set.name === name;
  if (set.kind === 'pattern') return matches(set.source, name);
  return !set.names.has(name) && !set.patterns.some((source) => matches(source, name));
}

/** Whether a name, as a string, meets literals. */
export function nameFits(prover: Prover, literals: Literal[], name: string): boolean {
  return literals.every((literal) => accepts(prover.universe.node(literal >> 1), name) === (literal % 2 === 0));
}

/** What the value under a name must meet. */
export function demandsOn(members: Members, name: string): Literal[] {
  return members.each.filter(({ names }) => inSet(names, name)).map(({ literal }) => literal);
}

/** Whether a property of that name may exist. */
export function allowed(members: Members, prover: Prover, name: string): boolean {
  return !members.lacks.has(name) && nameFits(prover, members.naming, name);
}
