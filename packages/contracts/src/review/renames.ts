import { isObject, type Json, pointerTo } from '../compare/json';
import type { Contract } from './contract';

const ALIKE = 0.6;
const WORDS = new Set(['$id', '$schema', 'title', 'description', 'examples']);

/** Of contracts that are new, the one a deleted contract most likely became: most of its constraints are found there. */
export function renameOf(deleted: readonly Contract[], added: readonly Contract[]): Contract | undefined {
  const gone = deleted.at(-1);
  if (!gone) return undefined;
  const scored = added.filter(({ kind }) => kind === gone.kind).map((contract) => ({ contract, score: likeness(gone, contract) }));
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best && best.score >= ALIKE ? best.contract : undefined;
}

/** Shared constraints over all constraints of both, from 0 to 1. */
function likeness(a: Contract, b: Contract): number {
  const [left, right] = [new Set(constraintsOf(a.root, '')), new Set(constraintsOf(b.root, ''))];
  const shared = [...left].filter((one) => right.has(one)).length;
  const all = left.size + right.size - shared;
  return all === 0 ? 0 : shared / all;
}

function constraintsOf(value: Json | undefined, pointer: string): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((entry) => constraintsOf(entry, `${pointer}/*`));
  if (!isObject(value)) return [`${pointer}=${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => (WORDS.has(key) && !isObject(inner) ? [] : constraintsOf(inner, pointerTo(pointer, key))));
}
