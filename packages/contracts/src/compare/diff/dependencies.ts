import { pointerTo } from '../json';
import type { Node } from '../schema/node';
import type { DifferenceType } from './catalogue';
import { type Pair, report, schemaOf, type Walk, written } from './finding';

function dependencyPath(node: Node, keywords: [string, string], name: string): string {
  const keyword = keywords.find((one) => Object.hasOwn((written(node, one) ?? {}) as object, name)) ?? keywords[0];
  return pointerTo(node.pointer, keyword, name);
}

/** Compares what properties demand of each other. */
export function compareDependencies(walk: Walk, pair: Pair): void {
  const { a, b } = pair;
  const listKeywords: [string, string] = ['dependentRequired', 'dependencies'];
  const lists = (node: Node, name: string): Partial<Node> => ({ dependentRequired: new Map([[name, node.dependentRequired?.get(name) ?? []]]) });
  for (const name of new Set([...(a.dependentRequired?.keys() ?? []), ...(b.dependentRequired?.keys() ?? [])])) {
    const before = a.dependentRequired?.get(name);
    const after = b.dependentRequired?.get(name);
    const type = dependencyChange(before, after);
    if (!type) continue;
    report(walk, pair, {
      type,
      path: dependencyPath(after ? b : a, listKeywords, name),
      old: before,
      new: after,
      oldPart: lists(a, name),
      newPart: lists(b, name),
    });
  }
  const schemaKeywords: [string, string] = ['dependentSchemas', 'dependencies'];
  for (const name of new Set([...(a.dependentSchemas?.keys() ?? []), ...(b.dependentSchemas?.keys() ?? [])])) {
    const before = a.dependentSchemas?.get(name);
    const after = b.dependentSchemas?.get(name);
    if (before && after) walk.descend(before, after);
    else if (after)
      report(walk, pair, {
        type: 'DEPENDENCY_SCHEMA_ADDED',
        path: dependencyPath(b, schemaKeywords, name),
        new: schemaOf(after),
        newPart: { dependentSchemas: new Map([[name, after]]) },
      });
    else if (before)
      report(walk, pair, {
        type: 'DEPENDENCY_SCHEMA_REMOVED',
        path: dependencyPath(a, schemaKeywords, name),
        old: schemaOf(before),
        oldPart: { dependentSchemas: new Map([[name, before]]) },
      });
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
