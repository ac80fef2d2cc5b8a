import { pointerTo } from '../json';
import { dealias } from '../schema/identity';
import type { Node } from '../schema/node';
import type { DifferenceType } from './catalogue';
import { type Pair, report, schemaOf, type Walk, within, written } from './finding';

type Sum = 'anyOf' | 'oneOf';

/** Compares allOf, anyOf, oneOf, not and if/then/else of two schemas. */
export function compareCombined(walk: Walk, pair: Pair): void {
  compareProduct(walk, pair);
  compareSums(walk, pair);
  compareNot(walk, pair);
  compareCondition(walk, pair);
}

/** Pairs up two lists: equal members first, then those proved to fit, then the rest in order. */
function align(walk: Walk, before: Node[], after: Node[]): { pairs: [Node, Node][]; lost: Node[]; gained: Node[] } {
  const left = [...before];
  const right = [...after];
  const pairs: [Node, Node][] = [];
  const take = (fits: (a: Node, b: Node) => boolean) => {
    for (const one of [...left]) {
      const other = right.find((candidate) => fits(one, candidate));
      if (!other) continue;
      left.splice(left.indexOf(one), 1);
      right.splice(right.indexOf(other), 1);
      pairs.push([one, other]);
    }
  };
  take((one, other) => one.id === other.id);
  if (left.length > 0 && right.length > 0 && left.length + right.length > 2)
    take((one, other) => within(walk, one, other) || within(walk, other, one));
  while (left.length > 0 && right.length > 0) pairs.push([left.shift() as Node, right.shift() as Node]);
  return { pairs, lost: left, gained: right };
}

/** The members of allOf; a plain schema that is one of the other side's members counts as a product of one. */
function factors(node: Node, other: Node): Node[] {
  return node.allOf ?? (other.allOf?.some((part) => part.id === node.id) ? [node] : []);
}

function compareProduct(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const { pairs, lost, gained } = align(walk, factors(a, b), factors(b, a));
  for (const [one, other] of pairs) walk.descend(one, other);
  for (const part of gained)
    report(walk, pair, {
      type: 'PRODUCT_TYPE_EXTENDED',
      path: part.pointer || pointerTo(b.pointer, 'allOf'),
      new: schemaOf(part),
      newPart: { allOf: [part] },
    });
  for (const part of lost)
    report(walk, pair, {
      type: 'PRODUCT_TYPE_NARROWED',
      path: part.pointer || pointerTo(a.pointer, 'allOf'),
      old: schemaOf(part),
      oldPart: { allOf: [part] },
    });
}

function sumOf(node: Node): Sum | null {
  return node.anyOf ? 'anyOf' : node.oneOf ? 'oneOf' : null;
}

function only(node: Node, sum: Sum | null): Partial<Node> {
  return sum ? { [sum]: node[sum] } : {};
}

function compareSums(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  for (const sum of ['anyOf', 'oneOf'] as const) if (a[sum] && b[sum]) sameSum(walk, pair, sum);
  const before = a.anyOf && b.anyOf ? (a.oneOf && !b.oneOf ? 'oneOf' : null) : a.oneOf && b.oneOf ? (a.anyOf && !b.anyOf ? 'anyOf' : null) : sumOf(a);
  const after = a.anyOf && b.anyOf ? (b.oneOf && !a.oneOf ? 'oneOf' : null) : a.oneOf && b.oneOf ? (b.anyOf && !a.anyOf ? 'anyOf' : null) : sumOf(b);
  if (before && after) {
    const type = after === 'anyOf' ? 'COMBINED_TYPE_EXTENDED' : 'COMBINED_TYPE_CHANGED';
    sumNote(walk, pair, type, before, after);
    members(walk, pair, a[before] ?? [], b[after] ?? [], after);
  } else if (before || after) lone(walk, pair, before, after);
}

function sumNote(walk: Walk, pair: Pair, type: DifferenceType, before: Sum | null, after: Sum | null): void {
  const { a, b } = pair;
  report(walk, pair, {
    type,
    path: after ? pointerTo(b.pointer, after) : pointerTo(a.pointer, before ?? 'anyOf'),
    old: before ? written(a, before) : schemaOf(a),
    new: after ? written(b, after) : schemaOf(b),
    oldPart: only(a, before),
    newPart: only(b, after),
  });
}

/** A union on one side alone: the plain side may still be one of its members. */
function lone(walk: Walk, pair: Pair, before: Sum | null, after: Sum | null): void {
  const { a, b } = pair;
  const list = (after ? b[after] : before ? a[before] : undefined) ?? [];
  const plain = after ? a : b;
  const fits = list.some((part) => part.id === plain.id || (after ? within(walk, a, part) : within(walk, part, b)));
  const type = !fits ? 'COMBINED_TYPE_CHANGED' : after ? 'SUM_TYPE_EXTENDED' : 'SUM_TYPE_NARROWED';
  sumNote(walk, pair, type, before, after);
}

function sameSum(walk: Walk, pair: Pair, sum: Sum): void {
  const { a, b } = pair;
  members(walk, pair, a[sum] ?? [], b[sum] ?? [], sum);
}

function members(walk: Walk, pair: Pair, before: Node[], after: Node[], sum: Sum): void {
  const { a, b } = pair;
  const { pairs, lost, gained } = align(walk, before, after);
  for (const [one, other] of pairs) walk.descend(one, other);
  const parts = { oldPart: only(a, sumOf(a)), newPart: only(b, sumOf(b)) };
  for (const part of gained)
    report(walk, pair, { type: 'SUM_TYPE_EXTENDED', path: dealias(part).pointer || pointerTo(b.pointer, sum), new: schemaOf(part), ...parts });
  for (const part of lost)
    report(walk, pair, { type: 'SUM_TYPE_NARROWED', path: dealias(part).pointer || pointerTo(a.pointer, sum), old: schemaOf(part), ...parts });
  if (pairs.some(([one, other]) => one.id !== other.id && !within(walk, one, other))) {
    report(walk, pair, {
      type: 'COMBINED_TYPE_SUBSCHEMAS_CHANGED',
      path: pointerTo(b.pointer, sum),
      old: written(a, sum),
      new: written(b, sum),
      ...parts,
    });
  }
}

function compareNot(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = a.not ?? walk.universe.never;
  const after = b.not ?? walk.universe.never;
  if (before.id === after.id) return;
  const wider = within(walk, before, after);
  const type = wider ? 'NOT_TYPE_EXTENDED' : within(walk, after, before) ? 'NOT_TYPE_NARROWED' : 'NOT_TYPE_CHANGED';
  report(walk, pair, {
    type,
    path: pointerTo((b.not ? b : a).pointer, 'not'),
    old: a.not ? schemaOf(a.not) : null,
    new: b.not ? schemaOf(b.not) : null,
    oldPart: a.not ? { not: a.not } : {},
    newPart: b.not ? { not: b.not } : {},
  });
}

function compareCondition(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = a.condition;
  const after = b.condition;
  const part = (node: Node): Partial<Node> => (node.condition ? { condition: node.condition } : {});
  const note = (type: DifferenceType, path: string, old: Node | undefined, now: Node | undefined) =>
    report(walk, pair, { type, path, old: old ? schemaOf(old) : null, new: now ? schemaOf(now) : null, oldPart: part(a), newPart: part(b) });
  if (!before && after) note('CONDITION_ADDED', pointerTo(b.pointer, 'if'), undefined, after.if);
  if (before && !after) note('CONDITION_REMOVED', pointerTo(a.pointer, 'if'), before.if, undefined);
  if (!before || !after) return;
  if (before.if.id !== after.if.id) {
    note('CONDITION_CHANGED', pointerTo(b.pointer, 'if'), before.if, after.if);
    return;
  }
  for (const key of ['then', 'else'] as const) {
    if (before[key].id === after[key].id) continue;
    if (written(a, key) !== undefined && written(b, key) !== undefined) walk.descend(before[key], after[key]);
    note('CONDITION_CHANGED', pointerTo((written(b, key) === undefined ? a : b).pointer, key), before[key], after[key]);
  }
}
