import type { Json } from '../json';
import type { Prover } from '../prove/prover';
import type { Node } from '../schema/node';
import { blank, type Universe } from '../schema/universe';
import type { DifferenceType } from './catalogue';

/** Changes the wider schema so that a tolerated difference is as if it had not been made. */
export type Undo = (clone: Node, cloneOf: (node: Node) => Node) => void;

/** One difference between two schemas, with what is needed to judge it in either direction. */
export interface Finding {
  type: DifferenceType;
  /** JSON pointer into the new schema; into the old one when the new has nothing there. */
  path: string;
  old: Json;
  new: Json;
  /** The schemas the difference stands in. */
  oldNode: Node;
  newNode: Node;
  /** Only the constraint at issue, as each side has it. */
  oldPart: Node;
  newPart: Node;
  /** Undoes the difference in a copy of the new schema, for differences a lenient policy tolerates. */
  undo?: { node: Node; apply: Undo };
}

/** What a walk over two schemas carries along. */
export interface Walk {
  universe: Universe;
  prover: Prover;
  findings: Finding[];
  /** Compares two subschemas in turn. */
  descend: (a: Node, b: Node) => void;
}

/** Two nodes under comparison. */
export interface Pair {
  a: Node;
  b: Node;
}

/** The parts of a finding that differ from keyword to keyword. */
export interface Note {
  type: DifferenceType;
  path: string;
  old?: Json | undefined;
  new?: Json | undefined;
  oldPart?: Partial<Node>;
  newPart?: Partial<Node>;
  undo?: Undo;
}

/** Records a difference of a pair. */
export function report(walk: Walk, { a, b }: Pair, note: Note): void {
  const part = (fields: Partial<Node> | undefined) => walk.universe.intern({ ...blank(), ...fields });
  walk.findings.push({
    type: note.type,
    path: note.path,
    old: note.old ?? null,
    new: note.new ?? null,
    oldNode: a,
    newNode: b,
    oldPart: part(note.oldPart),
    newPart: part(note.newPart),
    ...(note.undo ? { undo: { node: b, apply: note.undo } } : {}),
  });
}

/** The value of a keyword as written. */
export function written(node: Node, keyword: string): Json | undefined {
  return node.raw && Object.hasOwn(node.raw, keyword) ? node.raw[keyword] : undefined;
}

/** The schema a node was written as; boolean schemas as such. */
export function schemaOf(node: Node | undefined): Json {
  if (!node) return null;
  return node.raw ?? node.types !== 0;
}

/** Whether everything the first accepts is proved to be accepted by the second. */
export function within(walk: Walk, first: Node, second: Node): boolean {
  return walk.prover.outside(first, second).kind === 'none';
}
