import { placeOfUse } from './code';
import { findingAt, type LintFinding } from './finding';
import type { ReadTopology } from './topology';

/** One way round: topics, each with the service that consumes it and publishes the next; the last leads to the first. */
export type Cycle = readonly { readonly topic: string; readonly service: string }[];

/**
 * Ways by which an event may lead back to its own topic: a shortest one for each group of topics that reach
 * each other. A service is taken to publish anything it publishes upon anything it consumes, so every true
 * cycle is among them and some are only possible.
 */
export function cyclesOf({ producers, consumers }: Pick<ReadTopology, 'producers' | 'consumers'>): readonly Cycle[] {
  const edges = new Map<string, Cycle>();
  for (const [topic, services] of consumers) {
    const next = services.flatMap((service) =>
      [...producers].flatMap(([published, by]) => (by.includes(service) ? [{ topic: published, service }] : [])),
    );
    edges.set(topic, next);
  }
  const told = new Set<string>();
  return [...edges.keys()].sort().flatMap((topic) => {
    const cycle = told.has(topic) ? undefined : shortestFrom(topic, edges);
    if (!cycle) return [];
    for (const member of reachingBack(topic, edges)) told.add(member);
    return [cycle];
  });
}

function shortestFrom(start: string, edges: ReadonlyMap<string, Cycle>): Cycle | undefined {
  const paths: Cycle[] = (edges.get(start) ?? []).length > 0 ? [[]] : [];
  const ends = new Map<Cycle, string>(paths.map((path) => [path, start]));
  const seen = new Set<string>();
  for (const path of paths) {
    const from = ends.get(path) ?? start;
    for (const { topic, service } of edges.get(from) ?? []) {
      const longer = [...path, { topic: from, service }];
      if (topic === start) return longer;
      if (seen.has(topic)) continue;
      seen.add(topic);
      ends.set(longer, topic);
      paths.push(longer);
    }
  }
  return undefined;
}

/** The topics that lead to one and back. */
function reachingBack(start: string, edges: ReadonlyMap<string, Cycle>): readonly string[] {
  return [...reachable(start, edges)].filter((topic) => reachable(topic, edges).has(start));
}

function reachable(start: string, edges: ReadonlyMap<string, Cycle>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (from: string): void => {
    for (const { topic } of edges.get(from) ?? []) {
      if (found.has(topic)) continue;
      found.add(topic);
      visit(topic);
    }
  };
  visit(start);
  return found;
}

/** A warning a cycle, where the first of its topics is subscribed to. */
export function findingsOfCycles(topology: ReadTopology, root: string): readonly LintFinding[] {
  return cyclesOf(topology).flatMap((cycle) => {
    const [first] = cycle;
    const use = topology.uses.find(({ role, service, topics }) => role === 'consumes' && service === first?.service && topics?.includes(first.topic));
    if (!first || !use) return [];
    const way = cycle.map(({ topic, service }) => `${topic} → ${service}`).join(' → ');
    return [findingAt(placeOfUse(use, root), 'TOPIC_CYCLE', `events may lead back to themselves: ${way} → ${first.topic}`)];
  });
}
