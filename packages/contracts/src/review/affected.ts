import { partsOf } from './bundle';
import type { Tree } from './tree';

/** Who publishes and who consumes each topic, by service name. */
export interface Topology {
  readonly producers: ReadonlyMap<string, readonly string[]>;
  readonly consumers: ReadonlyMap<string, readonly string[]>;
}

/** Who a change reaches. */
export interface Affected {
  /** The topics whose events it reaches; the topic itself, or those a shared model is part of. */
  readonly topics: readonly string[];
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
}

/** Who a change to the contracts with these identifiers reaches; `topic` when the contract is one. */
export function affectedBy(trees: readonly Tree[], topology: Topology, ids: ReadonlySet<string>, topic: string | undefined): Affected {
  const topics = topic === undefined ? topicsUsing(trees, ids) : [topic];
  const services = (map: ReadonlyMap<string, readonly string[]>) => [...new Set(topics.flatMap((name) => map.get(name) ?? []))].sort();
  return { topics, producers: services(topology.producers), consumers: services(topology.consumers) };
}

function topicsUsing(trees: readonly Tree[], ids: ReadonlySet<string>): readonly string[] {
  const users = trees.flatMap((tree) =>
    [...tree.contracts.values()].filter((contract) => contract.kind === 'topic' && partsOf(tree, contract).some(({ id }) => ids.has(id))),
  );
  return [...new Set(users.map(({ name }) => name))].sort();
}
