import { join } from 'node:path';
import { findingAt, type LintFinding } from './finding';
import { shown } from './folder';
import type { PlacedTopicUse, ReadTopology } from './topology';

/** Topics that the services' code names and no contract describes. */
export function findingsOfCode({ uses }: ReadTopology, root: string, contracts: ReadonlySet<string>): readonly LintFinding[] {
  return uses.flatMap((use) => {
    const known = use.topics?.every((topic) => contracts.has(topic)) ?? false;
    if (known) return [];
    const what = use.kind === 'constant' ? `topics.${use.name}` : use.name;
    return [findingAt(placeOfUse(use, root), 'TOPIC_WITHOUT_CONTRACT', `the service ${use.service} names ${what}, which has no contract`)];
  });
}

/** Where in the code a topic is named. */
export function placeOfUse({ file, line, column }: PlacedTopicUse, root: string) {
  return { file: shown(join(root, file)), line, column, pointer: '' };
}
