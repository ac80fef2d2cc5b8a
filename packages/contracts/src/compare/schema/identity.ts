import { canonical } from '../json';
import { ANY_TYPE, type Node, SCALARS } from './node';

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

/** Text equal for nodes with the same constraints, given keys for their children. Empty means unconstrained. */
export function shapeOf(node: Node, child: ChildKey): string {
  const parts: string[] = [];
  if (node.types !== ANY_TYPE) parts.push(`t${node.types}`);
  for (const key of SCALARS) {
    const value = node[key];
    if (value === undefined || value === false) continue;
    parts.push(typeof value === 'string' ? `${key}=${JSON.stringify(value)}` : `${key}=${value}`);
  }
  if (node.values) parts.push(`values=${[...new Set(node.values.map(canonical))].sort().join()}`);
  parts.push(...objectShape(node, child), ...arrayShape(node, child), ...logicShape(node, child));
  return parts.join(';');
}

function mapShape(label: string, map: Map<string, unknown> | undefined, text: (value: never) => string): string[] {
  if (!map?.size) return [];
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return [`${label}={${entries.map(([key, value]) => `${JSON.stringify(key)}:${text(value as never)}`).join()}}`];
}

function objectShape(node: Node, child: ChildKey): string[] {
  const parts = [
    ...mapShape('props', node.properties, child),
    ...mapShape('depreq', node.dependentRequired, (names: string[]) => JSON.stringify([...names].sort())),
    ...mapShape('depsch', node.dependentSchemas, child),
  ];
  if (node.patterns?.length) {
    parts.push(
      `pats={${node.patterns
        .map(({ source, node: inner }) => `${JSON.stringify(source)}:${child(inner)}`)
        .sort()
        .join()}}`,
    );
  }
  if (node.additional) parts.push(`add=${child(node.additional)}`);
  if (node.names) parts.push(`names=${child(node.names)}`);
  if (node.required?.length) parts.push(`req=${JSON.stringify([...node.required].sort())}`);
  if (node.unevaluatedProperties) parts.push(`uprops=${child(node.unevaluatedProperties)}`);
  return parts;
}

function arrayShape(node: Node, child: ChildKey): string[] {
  const parts: string[] = [];
  if (node.prefix?.length) parts.push(`prefix=[${node.prefix.map(child).join()}]`);
  if (node.rest) parts.push(`rest=${child(node.rest)}`);
  if (node.contains) parts.push(`contains=${child(node.contains.node)},${node.contains.min},${node.contains.max},${node.contains.marks}`);
  if (node.unevaluatedItems) parts.push(`uitems=${child(node.unevaluatedItems)}`);
  return parts;
}

function logicShape(node: Node, child: ChildKey): string[] {
  const parts: string[] = [];
  if (node.allOf?.length) parts.push(`all=[${[...new Set(node.allOf.map(child))].sort().join()}]`);
  if (node.anyOf) parts.push(`any=[${[...new Set(node.anyOf.map(child))].sort().join()}]`);
  if (node.oneOf) parts.push(`one=[${node.oneOf.map(child).sort().join()}]`);
  if (node.not) parts.push(`not=${child(node.not)}`);
  if (node.condition) {
    const { if: test, then, else: otherwise, marks } = node.condition;
    parts.push(`if=${child(test)},${child(then)},${child(otherwise)},${marks}`);
  }
  return parts;
}
