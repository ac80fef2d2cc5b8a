import { pointerTo } from '../json';
import { propertyRules } from '../prove/evaluate';
import type { Node } from '../schema/node';
import { blank, type Universe } from '../schema/universe';
import type { DifferenceType } from './catalogue';
import { type Pair, report, schemaOf, type Walk, within, written } from './finding';

/** What a schema says about properties it does not name: open, closed, or one schema for all of them. */
type Model = 'open' | 'closed' | 'partial';

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

function hasDefault(node: Node, name: string): boolean {
  const property = node.properties?.get(name);
  return property !== undefined && written(property, 'default') !== undefined;
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

function compareProperties(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  for (const [name, now] of b.properties ?? []) {
    const before = a.properties?.get(name);
    if (before) walk.descend(before, now);
    else added(walk, pair, name, now);
  }
  for (const [name, before] of a.properties ?? []) if (!b.properties?.has(name)) removed(walk, pair, name, before);
}

/** The one schema for a name that is not among the properties; patterns count as partially open. */
function ruleFor(node: Node, name: string, universe: Universe): { rule: Node; model: Model; byPattern: boolean } {
  const rules = propertyRules({ ...node, properties: new Map() }, name);
  const byPattern = (node.patterns?.length ?? 0) > 0 && rules.length > 0 && rules[0] !== node.additional;
  if (rules.length === 0 && node.unevaluatedProperties) rules.push(node.unevaluatedProperties);
  const rule = rules.length === 0 ? universe.always : rules.length === 1 ? (rules[0] as Node) : universe.intern({ ...blank(), allOf: rules });
  return { rule, byPattern, model: rule.id === 1 ? 'open' : rule.id === 0 ? 'closed' : 'partial' };
}

function single(name: string, rule: Node): Partial<Node> {
  return { properties: new Map([[name, rule]]) };
}

function added(walk: Walk, pair: Pair, name: string, now: Node): void {
  const { a, b } = pair;
  const { rule, model } = ruleFor(a, name, walk.universe);
  const required = b.required?.includes(name) ?? false;
  const demand = required ? `REQUIRED_PROPERTY${hasDefault(b, name) ? '_WITH_DEFAULT' : ''}` : 'OPTIONAL_PROPERTY';
  let type: DifferenceType;
  if (model === 'partial') {
    type = within(walk, rule, now) ? 'PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL' : 'PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL';
  } else if (model === 'closed') type = `${demand}_ADDED_TO_UNOPEN_CONTENT_MODEL` as DifferenceType;
  else if (now.id === 1 && !required) type = 'PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL';
  else type = `${demand}_ADDED_TO_OPEN_CONTENT_MODEL` as DifferenceType;
  report(walk, pair, {
    type, path: pointerTo(b.pointer, 'properties', name), new: schemaOf(now), oldPart: single(name, rule), newPart: single(name, now),
    undo: (clone) => void (clone.properties = new Map([...(clone.properties ?? []), [name, walk.universe.always]])),
  });
}

function removed(walk: Walk, pair: Pair, name: string, before: Node): void {
  const { a, b } = pair;
  const { rule, model, byPattern } = ruleFor(b, name, walk.universe);
  let type: DifferenceType;
  if (model === 'open') type = 'PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL';
  else if (model === 'closed') {
    type = before.id === 0 ? 'PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL' : 'PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL';
  } else {
    const covered = within(walk, before, rule);
    type = covered ? 'PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL' : 'PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL';
  }
  report(walk, pair, {
    type, path: pointerTo(a.pointer, 'properties', name), old: schemaOf(before), oldPart: single(name, before), newPart: single(name, rule),
    ...(byPattern ? {} : { undo: (clone: Node) => void (clone.properties = new Map([...(clone.properties ?? []), [name, walk.universe.always]])) }),
  });
}

function comparePatterns(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const before = new Map((a.patterns ?? []).map((entry) => [entry.source, entry.node]));
  const after = new Map((b.patterns ?? []).map((entry) => [entry.source, entry.node]));
  const only = (source: string, node: Node): Partial<Node> => ({ patterns: [{ source, node }] });
  for (const [source, now] of after) {
    const old = before.get(source);
    if (old) walk.descend(old, now);
    else report(walk, pair, { type: 'PATTERN_PROPERTY_ADDED', path: pointerTo(b.pointer, 'patternProperties', source), new: schemaOf(now), newPart: only(source, now) });
  }
  for (const [source, old] of before) {
    if (after.has(source)) continue;
    report(walk, pair, { type: 'PATTERN_PROPERTY_REMOVED', path: pointerTo(a.pointer, 'patternProperties', source), old: schemaOf(old), oldPart: only(source, old) });
  }
}

/** additionalProperties and unevaluatedProperties: absent is open, `false` is closed. */
function compareRemainder(walk: Walk, pair: Pair, key: 'additional' | 'unevaluatedProperties', keyword: string, name: string): void {
  const { a, b } = pair;
  const before = a[key] ?? walk.universe.always;
  const after = b[key] ?? walk.universe.always;
  if (before.id === after.id) return;
  const change = after.id === 0 ? 'REMOVED' : before.id === 0 ? 'ADDED' : before.id === 1 ? 'NARROWED' : after.id === 1 ? 'EXTENDED' : null;
  if (!change) return walk.descend(before, after);
  report(walk, pair, {
    type: `${name}_${change}` as DifferenceType, path: pointerTo((b[key] ? b : a).pointer, keyword),
    old: a[key] ? schemaOf(a[key]) : null, new: b[key] ? schemaOf(b[key]) : null,
    oldPart: remainder(a, b, key, before), newPart: remainder(b, a, key, after),
    undo: (clone, cloneOf) => void (a[key] ? (clone[key] = cloneOf(a[key])) : delete clone[key]),
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
  if (a.names && b.names) return walk.descend(a.names, b.names);
  if (b.names) report(walk, pair, { type: 'PROPERTY_NAMES_ADDED', path: pointerTo(b.pointer, 'propertyNames'), new: schemaOf(b.names), newPart: { names: b.names } });
  if (a.names) report(walk, pair, { type: 'PROPERTY_NAMES_REMOVED', path: pointerTo(a.pointer, 'propertyNames'), old: schemaOf(a.names), oldPart: { names: a.names } });
}

function dependencyPath(node: Node, keywords: string[], name: string): string {
  const keyword = keywords.find((one) => Object.hasOwn((written(node, one) ?? {}) as object, name)) ?? (keywords[0] as string);
  return pointerTo(node.pointer, keyword, name);
}

function compareDependencies(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const listKeywords = ['dependentRequired', 'dependencies'];
  const lists = (node: Node, name: string): Partial<Node> => ({ dependentRequired: new Map([[name, node.dependentRequired?.get(name) ?? []]]) });
  for (const name of new Set([...(a.dependentRequired?.keys() ?? []), ...(b.dependentRequired?.keys() ?? [])])) {
    const before = a.dependentRequired?.get(name);
    const after = b.dependentRequired?.get(name);
    const type = dependencyChange(before, after);
    if (!type) continue;
    report(walk, pair, { type, path: dependencyPath(after ? b : a, listKeywords, name), old: before, new: after, oldPart: lists(a, name), newPart: lists(b, name) });
  }
  const schemaKeywords = ['dependentSchemas', 'dependencies'];
  for (const name of new Set([...(a.dependentSchemas?.keys() ?? []), ...(b.dependentSchemas?.keys() ?? [])])) {
    const before = a.dependentSchemas?.get(name);
    const after = b.dependentSchemas?.get(name);
    if (before && after) walk.descend(before, after);
    else if (after) report(walk, pair, { type: 'DEPENDENCY_SCHEMA_ADDED', path: dependencyPath(b, schemaKeywords, name), new: schemaOf(after), newPart: { dependentSchemas: new Map([[name, after]]) } });
    else if (before) report(walk, pair, { type: 'DEPENDENCY_SCHEMA_REMOVED', path: dependencyPath(a, schemaKeywords, name), old: schemaOf(before), oldPart: { dependentSchemas: new Map([[name, before]]) } });
  }
}

function dependencyChange(before: string[] | undefined, after: string[] | undefined): DifferenceType | null {
  if (!before) return 'DEPENDENCY_ARRAY_ADDED';
  if (!after) return 'DEPENDENCY_ARRAY_REMOVED';
  const more = after.some((name) => !before.includes(name));
  const fewer = before.some((name) => !after.includes(name));
  if (!more && !fewer) return null;
  return more && fewer ? 'DEPENDENCY_ARRAY_CHANGED' : more ? 'DEPENDENCY_ARRAY_EXTENDED' : 'DEPENDENCY_ARRAY_NARROWED';
}
