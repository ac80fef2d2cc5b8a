import { STRING } from '../schema/node';
import { blank } from '../schema/universe';
import type { NameSet } from './fact';
import { type Literal, no, type Outcome, unknown, yes } from './literal';
import type { Members } from './members';
import type { Prover } from './prover';

const MAX_PATTERNS = 7;

/** An object being put together. */
export interface Draft {
  members: Members;
  prover: Prover;
  chosen: Map<string, Literal[]>;
  doubt?: Outcome;
}

/** Names not mentioned anywhere, sorted by which patterns they match. */
export interface Cell {
  matched: Set<string>;
  literals: Literal[];
}

/** The cells that lie in all the sets. */
export function cells(draft: Draft, sets: NameSet[]): Cell[] {
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
export function freshName(draft: Draft, cell: Cell, nameLiterals: Literal[]): string | null {
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
