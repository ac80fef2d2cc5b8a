import { pointerTo } from '../json';
import type { Node } from '../schema/node';
import { blank } from '../schema/universe';
import type { DifferenceType } from './catalogue';
import { compareDependencies } from './dependencies';
import { type Pair, report, schemaOf, type Walk, written } from './finding';
import { compareProperties, hasDefault } from './properties';

/** Compares the object keywords of two schemas. */
export function compareMembers(walk: Walk, pair: Pair): void {
  compareRequired(walk, pair);
  compareProperties(walk, pair);
  comparePatterns(walk, pair);
  compareRemainder(walk, pair, 'additional', 'additionalProperties', 'ADDITIONAL_PROPERTIES');
  compareRemainder(walk, pair, 'unevaluatedProperties', 'unevaluatedProperties', 'UNEVALUATED_PROPERTIES');
  compareNames(walk, pair);
  compareDependencies(walk, pair);
}

function compareRequired(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = new Set(a.required);
  const after = new Set(b.required);
  for (const name of after) {
    if (before.has(name)) continue;
    const type = hasDefault(b, name) ? 'REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED' : 'REQUIRED_ATTRIBUTE_ADDED';
    report(walk, pair, { type, path: requiredPath(b, name), new: name, newPart: { required: [name] } });
  }
  for (const name of before) {
    if (after.has(name)) continue;
    report(walk, pair, { type: 'REQUIRED_ATTRIBUTE_REMOVED', path: requiredPath(a, name), old: name, oldPart: { required: [name] } });
  }
}

function requiredPath(node: Node, name: string): string {
  const list = written(node, 'required');
  return pointerTo(node.pointer, 'required', Array.isArray(list) ? Math.max(list.indexOf(name), 0) : 0);
}

function comparePatterns(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = new Map((a.patterns ?? []).map((entry) => [entry.source, entry.node]));
  const after = new Map((b.patterns ?? []).map((entry) => [entry.source, entry.node]));
  const only = (source: string, node: Node): Partial<Node> => ({ patterns: [{ source, node }] });
  for (const [source, now] of after) {
    const old = before.get(source);
    if (old) walk.descend(old, now);
    else
      report(walk, pair, {
        type: 'PATTERN_PROPERTY_ADDED',
        path: pointerTo(b.pointer, 'patternProperties', source),
        new: schemaOf(now),
        newPart: only(source, now),
      });
  }
  for (const [source, old] of before) {
    if (after.has(source)) continue;
    report(walk, pair, {
      type: 'PATTERN_PROPERTY_REMOVED',
      path: pointerTo(a.pointer, 'patternProperties', source),
      old: schemaOf(old),
      oldPart: only(source, old),
    });
  }
}

/** additionalProperties and unevaluatedProperties: absent is open, `false` is closed. */
function compareRemainder(walk: Walk, pair: Pair, key: 'additional' | 'unevaluatedProperties', keyword: string, name: string): void {
  const { a, b } = pair;
  const before = a[key] ?? walk.universe.always;
  const after = b[key] ?? walk.universe.always;
  if (before.id === after.id) return;
  const change = after.id === 0 ? 'REMOVED' : before.id === 0 ? 'ADDED' : before.id === 1 ? 'NARROWED' : after.id === 1 ? 'EXTENDED' : null;
  if (!change) {
    walk.descend(before, after);
    return;
  }
  report(walk, pair, {
    type: `${name}_${change}` as DifferenceType,
    path: pointerTo((b[key] ? b : a).pointer, keyword),
    old: a[key] ? schemaOf(a[key]) : null,
    new: b[key] ? schemaOf(b[key]) : null,
    oldPart: remainder(a, b, key, before),
    newPart: remainder(b, a, key, after),
    undo: (clone, cloneOf) => {
      if (a[key]) clone[key] = cloneOf(a[key]);
      else Reflect.deleteProperty(clone, key);
    },
  });
}

/** The rule for names neither schema names: those named anywhere are judged property by property. */
function remainder(node: Node, other: Node, key: 'additional' | 'unevaluatedProperties', rule: Node): Partial<Node> {
  if (key === 'unevaluatedProperties') return { ...node, id: -1 };
  const free = { ...blank(), id: 1 };
  const names = [...(node.properties?.keys() ?? []), ...(other.properties?.keys() ?? [])];
  const part: Partial<Node> = { additional: rule };
  if (names.length > 0) part.properties = new Map(names.map((name) => [name, free]));
  if (node.patterns) part.patterns = node.patterns.map(({ source }) => ({ source, node: free }));
  return part;
}

function compareNames(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  if (a.names && b.names) {
    walk.descend(a.names, b.names);
    return;
  }
  if (b.names)
    report(walk, pair, {
      type: 'PROPERTY_NAMES_ADDED',
      path: pointerTo(b.pointer, 'propertyNames'),
      new: schemaOf(b.names),
      newPart: { names: b.names },
    });
  if (a.names)
    report(walk, pair, {
      type: 'PROPERTY_NAMES_REMOVED',
      path: pointerTo(a.pointer, 'propertyNames'),
      old: schemaOf(a.names),
      oldPart: { names: a.names },
    });
}
