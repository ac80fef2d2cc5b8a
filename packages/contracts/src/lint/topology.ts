import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topicConstants } from './topic-names';
import { type TopicUse, topicUsesIn } from './topic-uses';

/** A place in a service's code that names a topic. */
export interface PlacedTopicUse extends TopicUse {
  readonly service: string;
  /** From the root, with slashes. */
  readonly file: string;
  /** The topics it stands for; undefined when there is no contract under the constant's name. */
  readonly topics: readonly string[] | undefined;
}

/** Who publishes and who consumes each topic, by service; and where the code says so. */
export interface ReadTopology {
  readonly producers: ReadonlyMap<string, readonly string[]>;
  readonly consumers: ReadonlyMap<string, readonly string[]>;
  readonly uses: readonly PlacedTopicUse[];
}

/**
 * Reads the topology out of the services' sources: `services/<name>/src/subscriptions.ts` says what a service
 * consumes, its other files what it publishes. `schemas` is the folder of contracts, from the root. Nothing is
 * found, and nothing fails, where there are no services.
 */
export function readTopology(root: string, schemas = 'json-schema'): ReadTopology {
  const constants = topicConstants(join(root, schemas));
  const services = directoriesIn(join(root, 'services'));
  const known = new Set(services);
  const uses = services.flatMap((service) =>
    sourcesOf(root, service).flatMap((file) =>
      topicUsesIn(file, readFileSync(join(root, file), 'utf8'), known).map((use): PlacedTopicUse => {
        return { ...use, service, file, topics: topicsOf(use, constants) };
      }),
    ),
  );
  return { producers: servicesBy(uses, 'publishes'), consumers: servicesBy(uses, 'consumes'), uses };
}

function topicsOf({ kind, name }: TopicUse, constants: ReadonlyMap<string, string>): readonly string[] | undefined {
  if (kind === 'text') return [name];
  if (name === '*') return [...new Set(constants.values())];
  const topic = constants.get(name);
  return topic === undefined ? undefined : [topic];
}

function servicesBy(uses: readonly PlacedTopicUse[], role: TopicUse['role']): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const { service, topics = [] } of uses.filter((use) => use.role === role)) {
    for (const topic of topics) found.set(topic, (found.get(topic) ?? new Set()).add(service));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([topic, names]) => [topic, [...names].sort()]));
}

function directoriesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
}

/** A service's own sources: tests may name topics that do not exist. */
function sourcesOf(root: string, service: string): readonly string[] {
  const folder = join('services', service, 'src').replaceAll('\\', '/');
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !/\.(test|d)\.ts$|\/(testing|generated|node_modules)\//.test(path))
    .sort();
}
