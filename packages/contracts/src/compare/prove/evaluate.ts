import { matches } from '../regex/match';
import { codePoints, equal, has, isObject, type Json, type JsonObject } from '../json';
import { fitsFormat, fitsNumberFormat, isAsserted, NUMBER_FORMATS } from '../formats';
import { type Node, typeBit } from '../schema/node';

/** What a schema has evaluated of one instance: property names, a prefix of items, single items. */
export interface Evaluated {
  names: Set<string>;
  items: Set<number>;
}

/** Whether a node accepts an instance; `seen` collects what it evaluated when it does. */
export function accepts(node: Node, value: Json, seen: Evaluated = { names: new Set(), items: new Set() }): boolean {
  if (node.id === 1) return true;
  if (!(node.types & typeBit(value))) return false;
  if (node.values && !node.values.some((one) => equal(one, value))) return false;
  const local: Evaluated = { names: new Set(), items: new Set() };
  if (typeof value === 'number' && !number(node, value)) return false;
  if (typeof value === 'string' && !string(node, value)) return false;
  if (Array.isArray(value) && !array(node, value, local)) return false;
  if (isObject(value) && !object(node, value, local)) return false;
  if (!logic(node, value, local)) return false;
  if (Array.isArray(value) && !unevaluatedItems(node, value, local)) return false;
  if (isObject(value) && !unevaluatedProperties(node, value, local)) return false;
  local.names.forEach((name) => seen.names.add(name));
  local.items.forEach((index) => seen.items.add(index));
  return true;
}

/** Ajv divides in floating point and takes only quotients that are whole. */
export function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return quotient === parseInt(String(quotient));
}

function number(node: Node, value: number): boolean {
  if (node.integer && !Number.isInteger(value)) return false;
  if (node.minimum !== undefined && value < node.minimum) return false;
  if (node.maximum !== undefined && value > node.maximum) return false;
  if (node.exclusiveMinimum !== undefined && value <= node.exclusiveMinimum) return false;
  if (node.exclusiveMaximum !== undefined && value >= node.exclusiveMaximum) return false;
  if (node.multipleOf !== undefined && !isMultiple(value, node.multipleOf)) return false;
  return node.format === undefined || !NUMBER_FORMATS.has(node.format) || fitsNumberFormat(node.format, value);
}

function string(node: Node, value: string): boolean {
  if (node.minLength !== undefined || node.maxLength !== undefined) {
    const length = codePoints(value);
    if (length < (node.minLength ?? 0) || length > (node.maxLength ?? Infinity)) return false;
  }
  if (node.pattern !== undefined && !matches(node.pattern, value)) return false;
  return node.format === undefined || !isAsserted(node.format) || fitsFormat(node.format, value);
}

function array(node: Node, value: Json[], seen: Evaluated): boolean {
  if (value.length < (node.minItems ?? 0) || value.length > (node.maxItems ?? Infinity)) return false;
  if (node.unique && !allDistinct(value)) return false;
  const prefix = node.prefix ?? [];
  for (let i = 0; i < value.length; i++) {
    const rule = prefix[i] ?? (i >= prefix.length ? node.rest : undefined);
    if (!rule) continue;
    if (!accepts(rule, value[i] as Json)) return false;
    seen.items.add(i);
  }
  if (!node.contains) return true;
  const { node: wanted, min, max, marks } = node.contains;
  const found = value.flatMap((item, i) => (accepts(wanted, item) ? [i] : []));
  if (marks === 'matching') found.forEach((i) => seen.items.add(i));
  if (marks === 'all') value.forEach((_, i) => seen.items.add(i));
  return found.length >= min && found.length <= max;
}

/** Whether no two items are equal. */
export function allDistinct(items: Json[]): boolean {
  return items.every((item, i) => !items.slice(0, i).some((other) => equal(item, other)));
}

function object(node: Node, value: JsonObject, seen: Evaluated): boolean {
  const names = Object.keys(value);
  if (names.length < (node.minProperties ?? 0) || names.length > (node.maxProperties ?? Infinity)) return false;
  if (node.required && !node.required.every((name) => has(value, name))) return false;
  for (const [trigger, wanted] of node.dependentRequired ?? []) {
    if (has(value, trigger) && !wanted.every((name) => has(value, name))) return false;
  }
  return names.every((name) => {
    if (node.names && !accepts(node.names, name)) return false;
    const rules = propertyRules(node, name);
    if (rules.length > 0) seen.names.add(name);
    return rules.every((rule) => accepts(rule, value[name] as Json));
  });
}

/** The schemas that properties, patternProperties and additionalProperties apply to a name. */
export function propertyRules(node: Node, name: string): Node[] {
  const rules: Node[] = [];
  const named = node.properties?.get(name);
  if (named) rules.push(named);
  for (const { source, node: inner } of node.patterns ?? []) if (matches(source, name)) rules.push(inner);
  if (rules.length === 0 && node.additional) rules.push(node.additional);
  return rules;
}

function logic(node: Node, value: Json, seen: Evaluated): boolean {
  for (const part of node.allOf ?? []) if (!accepts(part, value, seen)) return false;
  if (node.anyOf && node.anyOf.filter((part) => accepts(part, value, seen)).length === 0) return false;
  if (node.oneOf && node.oneOf.filter((part) => accepts(part, value, seen)).length !== 1) return false;
  if (node.not && accepts(node.not, value)) return false;
  if (node.condition) {
    const { if: test, then, else: otherwise, marks } = node.condition;
    const passed = accepts(test, value, marks ? seen : undefined);
    if (!accepts(passed ? then : otherwise, value, seen)) return false;
  }
  if (!isObject(value)) return true;
  return [...(node.dependentSchemas ?? [])].every(([name, part]) => !has(value, name) || accepts(part, value, seen));
}

function unevaluatedItems(node: Node, value: Json[], seen: Evaluated): boolean {
  const rule = node.unevaluatedItems;
  if (!rule) return true;
  return value.every((item, i) => seen.items.has(i) || (accepts(rule, item) && Boolean(seen.items.add(i))));
}

function unevaluatedProperties(node: Node, value: JsonObject, seen: Evaluated): boolean {
  const rule = node.unevaluatedProperties;
  if (!rule) return true;
  return Object.keys(value).every((name) => seen.names.has(name) || (accepts(rule, value[name] as Json) && Boolean(seen.names.add(name))));
}
