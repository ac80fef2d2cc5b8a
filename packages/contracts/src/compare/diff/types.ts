import { pointerTo } from '../json';
import { ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, type Node, typeBit } from '../schema/node';
import { type Pair, report, type Walk, written } from './finding';

/** The types a schema leaves possible, looking through its boolean combinations. */
export interface Types {
  mask: number;
  /** Numbers must be whole. */
  whole: boolean;
}

const NAMES: [number, string][] = [
  [NULL, 'null'],
  [BOOLEAN, 'boolean'],
  [NUMBER, 'number'],
  [STRING, 'string'],
  [ARRAY, 'array'],
  [OBJECT, 'object'],
];

/** The types a schema leaves possible. */
export function possibleTypes(node: Node): Types {
  let mask = node.types;
  let whole = node.integer;
  if (node.values) {
    mask &= node.values.reduce<number>((bits, value) => bits | typeBit(value), 0);
    whole ||= node.values.every((value) => typeof value !== 'number' || Number.isInteger(value));
  }
  for (const part of node.allOf ?? []) {
    const inner = possibleTypes(part);
    mask &= inner.mask;
    whole ||= inner.whole;
  }
  for (const list of [node.anyOf, node.oneOf]) {
    if (!list) continue;
    const inner = list.map(possibleTypes);
    mask &= inner.reduce((bits, one) => bits | one.mask, 0);
    whole ||= inner.every((one) => !(one.mask & NUMBER) || one.whole);
  }
  return { mask, whole: whole && (mask & NUMBER) !== 0 };
}

/** Type names as a schema would list them. */
export function typeNames({ mask, whole }: Types): string[] {
  return NAMES.filter(([bit]) => mask & bit).map(([bit, name]) => (bit === NUMBER && whole ? 'integer' : name));
}

/** Reports a change of the possible types; returns the types both allow. */
export function compareTypes(walk: Walk, pair: Pair): number {
  const { a, b } = pair;
  const before = possibleTypes(a);
  const after = possibleTypes(b);
  const shared = before.mask & after.mask;
  const lost = (before.mask & ~after.mask) !== 0 || (shared & NUMBER && after.whole && !before.whole && !b.values);
  const gained = (after.mask & ~before.mask) !== 0 || (shared & NUMBER && before.whole && !after.whole && !a.values);
  if (lost || gained) {
    const type = lost && gained ? 'TYPE_CHANGED' : lost ? 'TYPE_NARROWED' : 'TYPE_EXTENDED';
    const part = (types: Types): Partial<Node> => ({ types: types.mask, integer: types.whole });
    const show = (node: Node, types: Types) => written(node, 'type') ?? typeNames(types);
    report(walk, pair, {
      type,
      path: written(b, 'type') === undefined ? b.pointer : pointerTo(b.pointer, 'type'),
      old: show(a, before),
      new: show(b, after),
      oldPart: part(before),
      newPart: part(after),
    });
  }
  return shared;
}
