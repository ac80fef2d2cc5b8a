import { camelCase } from '../generate/names';
import { readTopology } from '../lint/topology';
import type { Topology } from './affected';
import { workingTree } from './tree';

/**
 * Who publishes and who consumes each topic, from the services' sources; a topic no source publishes is
 * ascribed to its owner. `topics` may name topics whose contract is gone, which code may use still.
 */
export function topologyOf(root: string, schemas: string, topics: readonly string[]): Topology {
  const { producers, consumers, uses } = readTopology(root, schemas);
  const found = { publishes: new Map(producers), consumes: new Map(consumers) };
  for (const { name, role, service, topics: known } of uses) {
    const topic = known || role === 'mentions' ? undefined : topics.find((one) => camelCase(one) === name.replace(/V\d+$/, ''));
    if (topic === undefined || role === 'mentions') continue;
    const services = found[role].get(topic) ?? [];
    if (!services.includes(service)) found[role].set(topic, [...services, service].sort());
  }
  for (const [topic, { owner }] of workingTree(root, schemas).catalog) {
    if (owner !== undefined && !found.publishes.has(topic)) found.publishes.set(topic, [owner]);
  }
  return { producers: found.publishes, consumers: found.consumes };
}
