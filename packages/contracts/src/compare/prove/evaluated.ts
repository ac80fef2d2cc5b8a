import type { Node } from '../schema/node';
import { blank, type Universe } from '../schema/universe';
import { type Literal, no, TooComplex, yes } from './literal';

/** What a valid node has evaluated in one case; the literals say when the case applies. */
export interface Case {
  literals: Literal[];
  all: boolean;
  names: Set<string>;
  patterns: string[];
  prefix: number;
  matching: Node[];
}

/** Whether properties or items are asked about. */
export type Kind = 'names' | 'items';

const MAX_CASES = 128;

function still(): Case {
  return { literals: [], all: false, names: new Set(), patterns: [], prefix: 0, matching: [] };
}

/**
 * The cases of what a node, when valid, has evaluated: together they cover every instance the node
 * accepts, and within each case the evaluated part is fixed.
 */
export function evaluatedCases(node: Node, kind: Kind, universe: Universe, own = true): Case[] {
  let cases = [local(node, kind, own)];
  const times = (more: Case[]) => {
    cases = cases.flatMap((a) => more.map((b) => join(a, b)));
    if (cases.length > MAX_CASES) throw new TooComplex('too many ways to evaluate the same instance');
  };
  for (const part of node.allOf ?? []) if (contributes(part, kind)) times(evaluatedCases(part, kind, universe));
  for (const part of node.anyOf ?? []) if (contributes(part, kind)) times([...taken(part, kind, universe), dropped(part)]);
  const some = (node.oneOf ?? []).filter((part) => contributes(part, kind));
  if (some.length > 0) times(exclusive(node, some, kind, universe));
  if (node.condition) times(conditional(node.condition, kind, universe));
  for (const [name, part] of kind === 'names' ? (node.dependentSchemas ?? []) : []) {
    if (!contributes(part, kind)) continue;
    const present = universe.intern({ ...blank(), required: [name] });
    const triggered = taken(part, kind, universe).map((one) => ({ ...one, literals: [...one.literals, yes(present)] }));
    times([...triggered, dropped(present)]);
  }
  return cases;
}

function exclusive(node: Node, some: Node[], kind: Kind, universe: Universe): Case[] {
  const cases = some.flatMap((part) => taken(part, kind, universe));
  if (some.length === node.oneOf?.length) return cases;
  return [...cases, { ...still(), literals: some.map(no) }];
}

function taken(part: Node, kind: Kind, universe: Universe): Case[] {
  return evaluatedCases(part, kind, universe).map((one) => ({ ...one, literals: [...one.literals, yes(part)] }));
}

function dropped(part: Node): Case {
  return { ...still(), literals: [no(part)] };
}

function conditional({ if: test, then, else: otherwise, marks }: NonNullable<Node['condition']>, kind: Kind, universe: Universe): Case[] {
  const fromTest = marks && contributes(test, kind) ? evaluatedCases(test, kind, universe) : [still()];
  if (![test, then, otherwise].some((part) => contributes(part, kind))) return [still()];
  const passed = fromTest.flatMap((a) => evaluatedCases(then, kind, universe).map((b) => join(a, b)));
  return [
    ...passed.map((one) => ({ ...one, literals: [...one.literals, yes(test), yes(then)] })),
    ...evaluatedCases(otherwise, kind, universe).map((one) => ({ ...one, literals: [...one.literals, no(test), yes(otherwise)] })),
  ];
}

function join(a: Case, b: Case): Case {
  return {
    literals: [...a.literals, ...b.literals],
    all: a.all || b.all,
    names: new Set([...a.names, ...b.names]),
    patterns: [...a.patterns, ...b.patterns],
    prefix: Math.max(a.prefix, b.prefix),
    matching: [...a.matching, ...b.matching],
  };
}

/** What the node's own keywords evaluate; its own unevaluated* counts only when asked from outside. */
function local(node: Node, kind: Kind, own: boolean): Case {
  const result = still();
  if (kind === 'names') {
    result.all = node.additional !== undefined || (own && node.unevaluatedProperties !== undefined);
    result.names = new Set(node.properties?.keys() ?? []);
    result.patterns = (node.patterns ?? []).map((entry) => entry.source);
    return result;
  }
  const marks = node.contains?.marks;
  result.all = node.rest !== undefined || marks === 'all' || (own && node.unevaluatedItems !== undefined);
  result.prefix = node.prefix?.length ?? 0;
  if (node.contains && marks === 'matching') result.matching = [node.contains.node];
  return result;
}

/** Whether a valid node can evaluate anything of the kind. */
function contributes(node: Node, kind: Kind): boolean {
  const here = local(node, kind, true);
  if (here.all || here.names.size > 0 || here.patterns.length > 0 || here.prefix > 0 || here.matching.length > 0) return true;
  const parts = [...(node.allOf ?? []), ...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.dependentSchemas?.values() ?? [])];
  if (node.condition) parts.push(node.condition.if, node.condition.then, node.condition.else);
  return parts.some((part) => contributes(part, kind));
}
