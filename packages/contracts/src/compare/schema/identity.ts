import { canonical, type Json } from '../json';
import { ANY_TYPE, type Contains, type Node } from './node';

/** Names a child inside a key: its id once known. */
export type ChildKey = (child: Node) => string;

/** The node a pure alias (a lone `$ref` or a single `allOf`) stands for. */
export function dealias(node: Node): Node {
  let at = node;
  while (at.allOf?.length === 1 && isAlias(at)) at = at.allOf[0] as Node;
  return at;
}

const SHAPE_KEYS = new Set(['id', 'pointer', 'raw', 'types', 'integer', 'allOf']);

function isAlias(node: Node): boolean {
  return node.types === ANY_TYPE && !node.integer && Object.keys(node).every((key) => SHAPE_KEYS.has(key));
}

type Writer = (value: never, child: ChildKey) => string;

const list = (parts: Node[], child: ChildKey) => [...new Set(parts.map(child))].sort().join();

/** How a constraint is written into a shape; scalars not listed here are written as they are. */
const WRITERS: Record<string, Writer> = {
  types: (value: number) => (value === ANY_TYPE ? '' : `t${value}`),
  pattern: (value: string) => `pattern=${JSON.stringify(value)}`,
  format: (value: string) => `format=${JSON.stringify(value)}`,
  values: (values: Json[]) => `values=${[...new Set(values.map(canonical))].sort().join()}`,
  required: (names: string[]) => (names.length === 0 ? '' : `required=${JSON.stringify([...names].sort())}`),
  properties: (map: Map<string, Node>, child) => mapShape('properties', map, child),
  dependentSchemas: (map: Map<string, Node>, child) => mapShape('dependentSchemas', map, child),
  dependentRequired: (map: Map<string, string[]>) => mapShape('dependentRequired', map, (names) => JSON.stringify([...names].sort())),
  patterns: (all: { source: string; node: Node }[], child) =>
    `patterns=${all
      .map(({ source, node }) => `${JSON.stringify(source)}:${child(node)}`)
      .sort()
      .join()}`,
  additional: (node: Node, child) => `additional=${child(node)}`,
  names: (node: Node, child) => `names=${child(node)}`,
  unevaluatedProperties: (node: Node, child) => `unevaluatedProperties=${child(node)}`,
  prefix: (parts: Node[], child) => (parts.length === 0 ? '' : `prefix=${parts.map(child).join()}`),
  rest: (node: Node, child) => `rest=${child(node)}`,
  unevaluatedItems: (node: Node, child) => `unevaluatedItems=${child(node)}`,
  contains: ({ node, min, max, marks }: Contains, child) => `contains=${child(node)},${min},${max},${marks}`,
  allOf: (parts: Node[], child) => (parts.length === 0 ? '' : `allOf=${list(parts, child)}`),
  anyOf: (parts: Node[], child) => `anyOf=${list(parts, child)}`,
  oneOf: (parts: Node[], child) => `oneOf=${parts.map(child).sort().join()}`,
  not: (node: Node, child) => `not=${child(node)}`,
  condition: (rule: NonNullable<Node['condition']>, child) => `if=${child(rule.if)},${child(rule.then)},${child(rule.else)},${rule.marks}`,
};

/**
 * Text equal for nodes with the same constraints, given keys for their children. Empty means unconstrained.
 * Constraints are written in the order they were compiled in, which is always the same.
 */
export function shapeOf(node: Node, child: ChildKey): string {
  let shape = '';
  for (const [key, value] of Object.entries(node)) {
    if (value === undefined || value === false || key === 'id' || key === 'pointer' || key === 'raw') continue;
    const write = WRITERS[key];
    const part = write ? write(value as never, child) : `${key}=${String(value)}`;
    if (part !== '') shape += shape === '' ? part : `;${part}`;
  }
  return shape;
}

function mapShape<T>(label: string, map: Map<string, T>, text: (value: T) => string): string {
  if (map.size === 0) return '';
  let shape = `${label}={`;
  for (const key of [...map.keys()].sort()) shape += `${JSON.stringify(key)}:${text(map.get(key) as T)},`;
  return `${shape}}`;
}
