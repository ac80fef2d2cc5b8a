import { equal, pointerTo } from '../json';
import type { Prover } from '../prove/prover';
import { dealias } from '../schema/identity';
import { ARRAY, type Node, OBJECT } from '../schema/node';
import type { Universe } from '../schema/universe';
import type { DifferenceType } from './catalogue';
import { compareCombined } from './combined';
import { type Finding, type Pair, report, type Walk, written } from './finding';
import { compareItems } from './items';
import { compareMembers } from './members';
import { compareScalars, compareValues } from './scalars';
import { compareTypes } from './types';

const ANNOTATIONS: [string, DifferenceType][] = [
  ['$id', 'ID_CHANGED'],
  ['title', 'TITLE_CHANGED'],
  ['description', 'DESCRIPTION_CHANGED'],
  ['default', 'DEFAULT_CHANGED'],
];

/** Every difference between two schemas, each named once, at the place where it stands. */
export function findDifferences(universe: Universe, prover: Prover, a: Node, b: Node): Finding[] {
  const seen = new Set<string>();
  const walk: Walk = {
    universe,
    prover,
    findings: [],
    descend: (one, other) => {
      const pair: Pair = { a: dealias(one), b: dealias(other) };
      const key = `${pair.a.id}:${pair.a.pointer}|${pair.b.id}:${pair.b.pointer}`;
      if (seen.has(key)) return;
      seen.add(key);
      compare(walk, pair);
    },
  };
  walk.descend(a, b);
  return walk.findings;
}

function compare(walk: Walk, pair: Pair): void {
  annotations(walk, pair);
  const shared = compareTypes(walk, pair);
  compareValues(walk, pair);
  if (pair.a.types === 0 || pair.b.types === 0) return;
  compareScalars(walk, pair, shared);
  if (shared & OBJECT) compareMembers(walk, pair);
  if (shared & ARRAY) compareItems(walk, pair);
  compareCombined(walk, pair);
}

/** Words about the data, not rules for it. */
function annotations(walk: Walk, pair: Pair): void {
  for (const [keyword, type] of ANNOTATIONS) {
    const before = written(pair.a, keyword);
    const after = written(pair.b, keyword);
    if (before === after || (before !== undefined && after !== undefined && equal(before, after))) continue;
    report(walk, pair, { type, path: pointerTo((after === undefined ? pair.a : pair.b).pointer, keyword), old: before, new: after });
  }
}
