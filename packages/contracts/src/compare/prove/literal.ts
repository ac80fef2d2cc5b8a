import type { Node } from '../schema/node';
import type { Json } from '../json';

/** A node that must accept (even) or must refuse (odd) the instance: twice its id, plus one to refuse. */
export type Literal = number;

/** The instance must be accepted. */
export function yes(node: Node): Literal {
  return node.id * 2;
}

/** The instance must be refused. */
export function no(node: Node): Literal {
  return node.id * 2 + 1;
}

/** The opposite demand. */
export function opposite(literal: Literal): Literal {
  return literal ^ 1;
}

/** Sorted, without trivial literals; null when two contradict each other. */
export function normalise(literals: Iterable<Literal>): Literal[] | null {
  const set = new Set(literals);
  if (set.has(0) || set.has(3)) return null;
  set.delete(1);
  set.delete(2);
  for (const literal of set) if (set.has(opposite(literal))) return null;
  return [...set].sort((a, b) => a - b);
}

/** What a search for an instance found. */
export type Outcome = { kind: 'some'; value: Json } | { kind: 'none' } | { kind: 'unknown'; reason: string };

/** No instance exists. */
export const NONE: Outcome = { kind: 'none' };

/** The search ended without an answer. */
export function unknown(reason: string): Outcome {
  return { kind: 'unknown', reason };
}

/** Raised when a question has too many cases; turns into "undecided", never into "compatible". */
export class TooComplex extends Error {}
