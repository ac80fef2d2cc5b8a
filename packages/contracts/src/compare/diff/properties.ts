import { pointerTo } from '../json';
import { propertyRules } from '../prove/evaluate';
import type { Node } from '../schema/node';
import { blank, type Universe } from '../schema/universe';
import type { DifferenceType } from './catalogue';
import { type Pair, report, schemaOf, type Walk, within, written } from './finding';

/** What a schema says about properties it does not name: open, closed, or one schema for all of them. */
type Model = 'open' | 'closed' | 'partial';

/** Whether a property carries a default; that makes a name of its own, but fills nothing in. */
export function hasDefault(node: Node, name: string): boolean {
  const property = node.properties?.get(name);
  return property !== undefined && written(property, 'default') !== undefined;
}

/** Compares the named properties of two schemas. */
export function compareProperties(walk: Walk, pair: Pair): void {
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
    type = within(walk, rule, now)
      ? 'PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL'
      : 'PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL';
  } else if (model === 'closed') type = `${demand}_ADDED_TO_UNOPEN_CONTENT_MODEL` as DifferenceType;
  else if (now.id === 1 && !required) type = 'PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL';
  else type = `${demand}_ADDED_TO_OPEN_CONTENT_MODEL` as DifferenceType;
  report(walk, pair, {
    type,
    path: pointerTo(b.pointer, 'properties', name),
    new: schemaOf(now),
    oldPart: single(name, rule),
    newPart: single(name, now),
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
    type,
    path: pointerTo(a.pointer, 'properties', name),
    old: schemaOf(before),
    oldPart: single(name, before),
    newPart: single(name, rule),
    ...(byPattern ? {} : { undo: (clone: Node) => void (clone.properties = new Map([...(clone.properties ?? []), [name, walk.universe.always]])) }),
  });
}
