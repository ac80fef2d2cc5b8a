import { type Json, type JsonObject, put } from '../json';
import { STRING } from '../schema/node';
import { blank } from '../schema/universe';
import { accepts, matches } from './evaluate';
import type { Fact, NameSet } from './fact';
import { type Literal, NONE, no, type Outcome, unknown, yes } from './literal';
import type { Prover, Solver } from './prover';

/** A property that must exist: its name lies in all the sets. */
interface Wanted {
  sets: NameSet[];
  literals: Literal[];
  nameLiterals: Literal[];
}

/** The facts about one object, sorted by what they say. */
interface Members {
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

const MAX_PATTERNS = 7;
const MAX_PADDING = 200;

function gather(facts: Fact[]): Members {
  const members: Members = {
    min: 0, max: Infinity, has: new Set(), lacks: new Set(), each: [], naming: [], any: [], known: new Set(), patterns: [],
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

function inSet(set: NameSet, name: string): boolean {
  if (set.kind === 'one') return set.name === name;
  if (set.kind === 'pattern') return matches(set.source, name);
  return !set.names.has(name) && !set.patterns.some((source) => matches(source, name));
}

function nameFits(prover: Prover, literals: Literal[], name: string): boolean {
  return literals.every((literal) => accepts(prover.universe.node(literal >> 1), name) === (literal % 2 === 0));
}

function demandsOn(members: Members, name: string): Literal[] {
  return members.each.filter(({ names }) => inSet(names, name)).map(({ literal }) => literal);
}

function allowed(members: Members, prover: Prover, name: string): boolean {
  return !members.lacks.has(name) && nameFits(prover, members.naming, name);
}

function impossible(members: Members, prover: Prover): boolean {
  if (members.min > members.max || members.has.size > members.max) return true;
  for (const name of members.has) {
    if (!allowed(members, prover, name)) return true;
    if (prover.find(demandsOn(members, name)).kind === 'none') return true;
  }
  return false;
}

/** An object being put together. */
interface Draft {
  members: Members;
  prover: Prover;
  chosen: Map<string, Literal[]>;
  doubt?: Outcome;
}

/** Every way to let several wanted properties be one and the same. */
function groupings(any: Wanted[]): Wanted[][] {
  const [first, ...rest] = any;
  if (!first) return [[]];
  return groupings(rest).flatMap((groups) => [
    [first, ...groups],
    ...groups.map((group, i) => groups.map((other, j) => (i === j ? merge(first, group) : other))),
  ]);
}

function merge(a: Wanted, b: Wanted): Wanted {
  return { sets: [...a.sets, ...b.sets], literals: [...a.literals, ...b.literals], nameLiterals: [...a.nameLiterals, ...b.nameLiterals] };
}

function place(draft: Draft, groups: Wanted[], at: number): JsonObject | null {
  const wanted = groups[at];
  draft.prover.step();
  if (!wanted) return complete(draft);
  const { members, prover, chosen } = draft;
  for (const name of members.known) {
    if (chosen.has(name) || !wanted.sets.every((set) => inSet(set, name)) || !allowed(members, prover, name)) continue;
    if (!nameFits(prover, wanted.nameLiterals, name)) continue;
    const found = tryName(draft, groups, at, name, [...demandsOn(members, name), ...wanted.literals]);
    if (found) return found;
  }
  for (const cell of cells(draft, wanted.sets)) {
    const goal = [...cell.literals, ...wanted.literals];
    if (prover.find(goal).kind === 'none') continue;
    const name = freshName(draft, cell, wanted.nameLiterals);
    if (name === null && groups.length > 1 && chosen.size > 0) draft.doubt ??= unknown('the names of several demanded properties depend on each other');
    const found = name === null ? null : tryName(draft, groups, at, name, goal);
    if (found) return found;
  }
  return null;
}

function tryName(draft: Draft, groups: Wanted[], at: number, name: string, goal: Literal[]): JsonObject | null {
  const outcome = draft.prover.find(goal);
  if (outcome.kind === 'unknown') draft.doubt ??= outcome;
  if (outcome.kind !== 'some') return null;
  draft.chosen.set(name, goal);
  const found = place(draft, groups, at + 1);
  draft.chosen.delete(name);
  return found;
}

/** Names not mentioned anywhere, sorted by which patterns they match. */
interface Cell {
  matched: Set<string>;
  literals: Literal[];
}

function cells(draft: Draft, sets: NameSet[]): Cell[] {
  const { patterns, each } = draft.members;
  if (sets.some((set) => set.kind === 'one')) return [];
  if (patterns.length > MAX_PATTERNS) {
    draft.doubt ??= unknown('too many name patterns in one object');
    return [];
  }
  const covers = (set: NameSet, matched: Set<string>) =>
    set.kind === 'pattern' ? matched.has(set.source) : set.kind === 'outside' && !set.patterns.some((source) => matched.has(source));
  const list: Cell[] = [];
  for (let bits = 0; bits < 1 << patterns.length; bits++) {
    const matched = new Set(patterns.filter((_, i) => bits & (1 << i)));
    if (!sets.every((set) => covers(set, matched))) continue;
    list.push({ matched, literals: each.filter(({ names }) => covers(names, matched)).map(({ literal }) => literal) });
  }
  return list;
}

/** A name of a cell that is not mentioned and not taken; null when none is left (or none was found). */
function freshName(draft: Draft, cell: Cell, nameLiterals: Literal[]): string | null {
  const { members, prover, chosen } = draft;
  const taken = new Set([...members.known, ...chosen.keys()]);
  const demands = [...members.naming, ...nameLiterals];
  if (members.patterns.length === 0 && demands.length === 0) {
    for (let i = 0; ; i++) {
      const name = i < 26 ? String.fromCharCode(97 + ((i + 23) % 26)) : `x${i}`;
      if (!taken.has(name)) return name;
    }
  }
  const node = (part: object) => prover.universe.intern({ ...blank(), ...part });
  const shape = members.patterns.map((pattern) => (cell.matched.has(pattern) ? yes(node({ pattern })) : no(node({ pattern }))));
  const refused = taken.size > 0 ? [no(node({ values: [...taken] }))] : [];
  const outcome = prover.find([...demands, ...shape, ...refused], STRING);
  if (outcome.kind === 'unknown') draft.doubt ??= outcome;
  return outcome.kind === 'some' ? (outcome.value as string) : null;
}

/** Adds what must be there, pads up to the least size, and fills in the values. */
function complete(draft: Draft): JsonObject | null {
  const { members, prover, chosen } = draft;
  const goals = new Map(chosen);
  for (const name of members.has) if (!goals.has(name)) goals.set(name, demandsOn(members, name));
  if (goals.size > members.max) return null;
  const result: JsonObject = {};
  const values = new Map<string, Json>();
  for (const [name, goal] of goals) {
    const outcome = prover.find(goal);
    if (outcome.kind === 'unknown') draft.doubt ??= outcome;
    if (outcome.kind !== 'some') return null;
    values.set(name, outcome.value);
  }
  if (!pad(draft, values)) return null;
  for (const [name, value] of values) put(result, name, value);
  return result;
}

function pad(draft: Draft, values: Map<string, Json>): boolean {
  const { members, prover } = draft;
  for (const name of members.known) {
    if (values.size >= members.min) return true;
    if (values.has(name) || !allowed(members, prover, name)) continue;
    const outcome = prover.find(demandsOn(members, name));
    if (outcome.kind === 'unknown') draft.doubt ??= outcome;
    if (outcome.kind === 'some') values.set(name, outcome.value);
  }
  if (values.size >= members.min) return true;
  if (members.min - values.size > MAX_PADDING) draft.doubt ??= unknown('an object of that size is not tried');
  else for (const cell of cells(draft, [])) padFrom(draft, cell, values);
  return values.size >= members.min;
}

function padFrom(draft: Draft, cell: Cell, values: Map<string, Json>): void {
  const outcome = draft.prover.find(cell.literals);
  if (outcome.kind === 'unknown') draft.doubt ??= outcome;
  if (outcome.kind !== 'some') return;
  const extended = { ...draft, chosen: new Map([...values.keys()].map((name) => [name, [] as Literal[]])) };
  while (values.size < draft.members.min) {
    const name = freshName(extended, cell, []);
    if (extended.doubt) draft.doubt ??= extended.doubt;
    if (name === null) return;
    values.set(name, outcome.value);
    extended.chosen.set(name, []);
  }
}

/** Objects: names named anywhere are looked at one by one, all others by the patterns they match. */
export const objectSolver: Solver = {
  plausible: (facts, prover) => !impossible(gather(facts), prover),
  solve(facts, prover): Outcome {
    const members = gather(facts);
    if (impossible(members, prover)) return NONE;
    if (members.any.length > 4) return unknown('too many demanded properties in one object');
    let doubt: Outcome | undefined;
    for (const groups of groupings(members.any)) {
      const draft: Draft = { members, prover, chosen: new Map() };
      const value = place(draft, groups, 0);
      if (value) return { kind: 'some', value };
      doubt ??= draft.doubt;
    }
    return doubt ?? NONE;
  },
};
