import { childrenOf, type Node } from '../schema/node';
import type { Universe } from '../schema/universe';
import { TOLERATED } from './catalogue';
import type { Finding } from './finding';

/** Whether the lenient policy lets a finding pass, read from the narrower to the wider schema. */
export function isTolerated(finding: Finding): boolean {
  return finding.undo !== undefined && TOLERATED.has(finding.type);
}

/** A copy of the wider schema in which every tolerated difference is as if it had not been made. */
export function undoTolerated(universe: Universe, root: Node, findings: Finding[]): Node {
  const clones = new Map<Node, Node>();
  copy(root, clones);
  const cloneOf = (node: Node) => clones.get(node) ?? node;
  for (const { undo } of findings.filter(isTolerated)) {
    const clone = undo && clones.get(undo.node);
    if (undo && clone) undo.apply(clone, cloneOf);
  }
  const changed = cloneOf(root);
  universe.settle([changed]);
  return universe.intern(changed);
}

/** Copies a graph of nodes, cycles included; the copies have no identity yet. */
function copy(node: Node, clones: Map<Node, Node>): Node {
  if (node.id === 0 || node.id === 1) return node;
  const known = clones.get(node);
  if (known) return known;
  const clone: Node = { ...node, id: -1 };
  clones.set(node, clone);
  for (const part of childrenOf(node)) copy(part, clones);
  relink(clone, (part) => clones.get(part) ?? part);
  return clone;
}

function relink(clone: Node, to: (node: Node) => Node): void {
  for (const key of ['additional', 'names', 'unevaluatedProperties', 'rest', 'unevaluatedItems', 'not'] as const) {
    if (clone[key]) clone[key] = to(clone[key]);
  }
  for (const key of ['prefix', 'allOf', 'anyOf', 'oneOf'] as const) if (clone[key]) clone[key] = clone[key].map(to);
  for (const key of ['properties', 'dependentSchemas'] as const) {
    if (clone[key]) clone[key] = new Map([...clone[key]].map(([name, part]) => [name, to(part)]));
  }
  if (clone.patterns) clone.patterns = clone.patterns.map(({ source, node }) => ({ source, node: to(node) }));
  if (clone.contains) clone.contains = { ...clone.contains, node: to(clone.contains.node) };
  if (clone.condition) {
    const { if: test, then, else: otherwise, marks } = clone.condition;
    clone.condition = { if: to(test), then: to(then), else: to(otherwise), marks };
  }
}
