import type { Json, JsonObject } from '../json';

/** Bits of the six JSON types; `integer` is a number with a flag. */
export const NULL = 1;
export const BOOLEAN = 2;
export const NUMBER = 4;
export const STRING = 8;
export const ARRAY = 16;
export const OBJECT = 32;
/** All six types. */
export const ANY_TYPE = 63;

/** Which items `contains` marks as evaluated: the drafts differ, and so does Ajv. */
export type ContainsMark = 'none' | 'matching' | 'all';

/** The `contains` family of one schema. */
export interface Contains {
  node: Node;
  min: number;
  max: number;
  marks: ContainsMark;
}

/** A compiled schema: constraints per type plus boolean combinations. Absent means unconstrained. */
export interface Node {
  /** Equal ids accept the same instances by construction; set once the universe has settled. */
  id: number;
  pointer: string;
  /** The schema object as written; nodes made up on the way have none. */
  raw?: JsonObject;
  types: number;
  integer: boolean;
  values?: Json[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  properties?: Map<string, Node>;
  patterns?: { source: string; node: Node }[];
  additional?: Node;
  names?: Node;
  required?: string[];
  dependentRequired?: Map<string, string[]>;
  dependentSchemas?: Map<string, Node>;
  minProperties?: number;
  maxProperties?: number;
  unevaluatedProperties?: Node;
  prefix?: Node[];
  rest?: Node;
  contains?: Contains;
  unique?: boolean;
  minItems?: number;
  maxItems?: number;
  unevaluatedItems?: Node;
  allOf?: Node[];
  anyOf?: Node[];
  oneOf?: Node[];
  not?: Node;
  condition?: { if: Node; then: Node; else: Node; marks: boolean };
}

/** The type bit of a JSON value. */
export function typeBit(value: Json): number {
  if (value === null) return NULL;
  if (Array.isArray(value)) return ARRAY;
  switch (typeof value) {
    case 'boolean':
      return BOOLEAN;
    case 'number':
      return NUMBER;
    case 'string':
      return STRING;
    default:
      return OBJECT;
  }
}

const childrenMemo = new WeakMap<Node, Node[]>();

/** All direct subschemas; remembered, so ask only once a node is complete. */
export function childrenOf(node: Node): Node[] {
  let known = childrenMemo.get(node);
  if (!known) childrenMemo.set(node, (known = inPlace(node).concat(descending(node))));
  return known;
}

/** Subschemas that look at the same instance. */
export function inPlace(node: Node): Node[] {
  const found: Node[] = [];
  if (node.allOf) for (const part of node.allOf) found.push(part);
  if (node.anyOf) for (const part of node.anyOf) found.push(part);
  if (node.oneOf) for (const part of node.oneOf) found.push(part);
  if (node.not) found.push(node.not);
  if (node.condition) found.push(node.condition.if, node.condition.then, node.condition.else);
  if (node.dependentSchemas) for (const part of node.dependentSchemas.values()) found.push(part);
  return found;
}

/** Subschemas that look at a part of the instance. */
export function descending(node: Node): Node[] {
  const found: Node[] = [];
  if (node.properties) for (const part of node.properties.values()) found.push(part);
  if (node.patterns) for (const { node: part } of node.patterns) found.push(part);
  if (node.prefix) for (const part of node.prefix) found.push(part);
  if (node.additional) found.push(node.additional);
  if (node.names) found.push(node.names);
  if (node.unevaluatedProperties) found.push(node.unevaluatedProperties);
  if (node.rest) found.push(node.rest);
  if (node.contains) found.push(node.contains.node);
  if (node.unevaluatedItems) found.push(node.unevaluatedItems);
  return found;
}
