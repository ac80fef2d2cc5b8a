import { pointerTo } from '../json';
import type { Node } from '../schema/node';
import type { DifferenceType } from './catalogue';
import { type Pair, report, schemaOf, type Walk, within, written } from './finding';

/** Compares the array keywords of two schemas. */
export function compareItems(walk: Walk, pair: Pair): void {
  compareTuple(walk, pair);
  compareRest(walk, pair);
  compareUnevaluated(walk, pair);
  compareContains(walk, pair);
}

function ruleAt(node: Node, index: number, walk: Walk): Node {
  return node.prefix?.[index] ?? node.rest ?? node.unevaluatedItems ?? walk.universe.always;
}

function at(index: number, rule: Node, walk: Walk): Partial<Node> {
  return { prefix: [...Array.from({ length: index }, () => walk.universe.always), rule] };
}

function compareTuple(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = a.prefix ?? [];
  const after = b.prefix ?? [];
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const old = before[i];
    const now = after[i];
    if (old && now) walk.descend(old, now);
    else if (now) itemAdded(walk, pair, i, now);
    else if (old) itemRemoved(walk, pair, i, old);
  }
}

function itemAdded(walk: Walk, pair: Pair, index: number, now: Node): void {
  const rule = ruleAt(pair.a, index, walk);
  let type: DifferenceType;
  if (rule.id === 1) type = now.id === 1 ? 'ITEM_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL' : 'ITEM_ADDED_TO_OPEN_CONTENT_MODEL';
  else if (rule.id === 0) type = 'ITEM_ADDED_TO_CLOSED_CONTENT_MODEL';
  else
    type = within(walk, rule, now)
      ? 'ITEM_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL'
      : 'ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL';
  report(walk, pair, {
    type,
    path: now.pointer === '' ? pointerTo(pair.b.pointer, 'prefixItems', index) : now.pointer,
    new: schemaOf(now),
    oldPart: at(index, rule, walk),
    newPart: at(index, now, walk),
    undo: (clone) => void (clone.prefix = (clone.prefix ?? []).map((one, i) => (i === index ? rule : one))),
  });
}

function itemRemoved(walk: Walk, pair: Pair, index: number, old: Node): void {
  const { a, b } = pair;
  const rule = ruleAt(b, index, walk);
  let type: DifferenceType;
  if (rule.id === 1) type = 'ITEM_REMOVED_FROM_OPEN_CONTENT_MODEL';
  else if (rule.id === 0) type = old.id === 0 ? 'ITEM_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL' : 'ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL';
  else
    type = within(walk, old, rule)
      ? 'ITEM_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL'
      : 'ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL';
  report(walk, pair, {
    type,
    path: old.pointer === '' ? pointerTo(a.pointer, 'prefixItems', index) : old.pointer,
    old: schemaOf(old),
    oldPart: at(index, old, walk),
    newPart: at(index, rule, walk),
    undo: (clone) => void (clone.prefix = [...(clone.prefix ?? []), old]),
  });
}

/** The schema of all further items: `items` without a tuple, additional items behind one. */
function compareRest(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = a.rest ?? walk.universe.always;
  const after = b.rest ?? walk.universe.always;
  if (before.id === after.id && !(a.rest && b.rest)) return;
  if (a.rest && b.rest && before.id !== 0 && after.id !== 0) {
    walk.descend(before, after);
    return;
  }
  if (before.id === after.id) return;
  const tuple = (a.prefix?.length ?? 0) + (b.prefix?.length ?? 0) > 0;
  const change = after.id === 0 ? 'REMOVED' : before.id === 0 ? 'ADDED' : before.id === 1 ? 'NARROWED' : 'EXTENDED';
  const plain = a.rest ? (b.rest ? (after.id === 0 ? 'TYPE_NARROWED' : 'TYPE_EXTENDED') : 'SCHEMA_REMOVED') : 'SCHEMA_ADDED';
  const type = (tuple ? `ADDITIONAL_ITEMS_${change}` : plain) as DifferenceType;
  const skip = Math.max(a.prefix?.length ?? 0, b.prefix?.length ?? 0);
  const part = (rule: Node): Partial<Node> => ({ prefix: Array.from({ length: skip }, () => walk.universe.always), rest: rule });
  report(walk, pair, {
    type,
    path: restPath(b.rest ? b : a),
    old: a.rest ? schemaOf(a.rest) : null,
    new: b.rest ? schemaOf(b.rest) : null,
    oldPart: part(before),
    newPart: part(after),
    undo: (clone, cloneOf) => {
      if (a.rest) clone.rest = cloneOf(a.rest);
      else delete clone.rest;
    },
  });
}

function restPath(node: Node): string {
  return pointerTo(node.pointer, Array.isArray(written(node, 'items')) ? 'additionalItems' : 'items');
}

function compareUnevaluated(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = a.unevaluatedItems ?? walk.universe.always;
  const after = b.unevaluatedItems ?? walk.universe.always;
  if (before.id === after.id) return;
  const change = after.id === 0 ? 'REMOVED' : before.id === 0 ? 'ADDED' : before.id === 1 ? 'NARROWED' : after.id === 1 ? 'EXTENDED' : null;
  if (!change) {
    walk.descend(before, after);
    return;
  }
  report(walk, pair, {
    type: `UNEVALUATED_ITEMS_${change}`,
    path: pointerTo((b.unevaluatedItems ? b : a).pointer, 'unevaluatedItems'),
    old: a.unevaluatedItems ? schemaOf(a.unevaluatedItems) : null,
    new: b.unevaluatedItems ? schemaOf(b.unevaluatedItems) : null,
    oldPart: { ...a, id: -1 },
    newPart: { ...b, id: -1 },
    undo: (clone, cloneOf) => {
      if (a.unevaluatedItems) clone.unevaluatedItems = cloneOf(a.unevaluatedItems);
      else delete clone.unevaluatedItems;
    },
  });
}

function compareContains(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = a.contains;
  const after = b.contains;
  const only = (node: Node): Partial<Node> => (node.contains ? { contains: node.contains } : {});
  if (!before || !after) {
    if (after) report(walk, pair, { type: 'CONTAINS_ADDED', path: pointerTo(b.pointer, 'contains'), new: schemaOf(after.node), newPart: only(b) });
    if (before)
      report(walk, pair, { type: 'CONTAINS_REMOVED', path: pointerTo(a.pointer, 'contains'), old: schemaOf(before.node), oldPart: only(a) });
    return;
  }
  if (before.node.id !== after.node.id) {
    report(walk, pair, {
      type: 'CONTAINS_CHANGED',
      path: pointerTo(b.pointer, 'contains'),
      old: schemaOf(before.node),
      new: schemaOf(after.node),
      oldPart: only(a),
      newPart: only(b),
    });
  }
  for (const [key, name] of [
    ['min', 'minContains'],
    ['max', 'maxContains'],
  ] as const) {
    if (before[key] === after[key]) continue;
    const change =
      written(a, name) === undefined ? 'ADDED' : written(b, name) === undefined ? 'REMOVED' : after[key] > before[key] ? 'INCREASED' : 'DECREASED';
    report(walk, pair, {
      type: `${key === 'min' ? 'MIN' : 'MAX'}_CONTAINS_${change}`,
      path: pointerTo((change === 'REMOVED' ? a : b).pointer, name),
      old: written(a, name),
      new: written(b, name),
      oldPart: only(a),
      newPart: only(b),
    });
  }
}
