import { type Json, type JsonObject, put } from '../json';
import { type Literal, NONE, type Outcome, unknown } from './literal';
import { allowed, demandsOn, gather, inSet, type Members, nameFits, type Wanted } from './members';
import { type Cell, cells, type Draft, freshName } from './names';
import type { Prover, Solver } from './prover';

const MAX_PADDING = 1200;

function impossible(members: Members, prover: Prover): boolean {
  if (members.min > members.max || members.has.size > members.max) return true;
  for (const name of members.has) {
    if (!allowed(members, prover, name)) return true;
    if (prover.find(demandsOn(members, name)).kind === 'none') return true;
  }
  return false;
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
    if (name === null && groups.length > 1 && chosen.size > 0)
      draft.doubt ??= unknown('the names of several demanded properties depend on each other');
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
      const value = place(draft, groups, 0) ?? (draft.doubt ? place(draft, [...groups].reverse(), 0) : null);
      if (value) return { kind: 'some', value };
      doubt ??= draft.doubt;
    }
    return doubt ?? NONE;
  },
};
