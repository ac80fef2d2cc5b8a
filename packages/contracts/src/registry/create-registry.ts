import type { BodyContract, ContractRegistry, DataContract } from './contract';
import { resolvePointer } from './pointer';
import { violationsOf, type Validator } from './validator';

/** One topic as generated: its catalog entry and the versions that exist. */
export interface TopicEntry {
  readonly name: string;
  readonly owner: string;
  /** JSON pointer into data that gives the partition key. */
  readonly key: string;
  readonly contracts: readonly { readonly version: string; readonly id: string; readonly validator: Validator }[];
}

interface KnownTopic {
  readonly entry: TopicEntry;
  readonly byId: ReadonlyMap<string, DataContract>;
  readonly newestByMajor: ReadonlyMap<number, DataContract>;
}

/** Builds the registry over generated entries. */
export function createRegistry(envelope: Validator, entries: readonly TopicEntry[]): ContractRegistry {
  const topics = new Map(entries.map((entry) => [entry.name, knowTopic(entry)]));
  return {
    validateEnvelope: (event) => violationsOf(envelope, event),
    topicNames: () => entries.map((entry) => entry.name),
    newest: (topic, major) => topics.get(topic)?.newestByMajor.get(major),
    forDataSchema: (topic, dataschema) => contractFor(topics.get(topic), dataschema),
    partitionKey: (topic, data) => {
      const entry = topics.get(topic)?.entry;
      const key = entry && resolvePointer(data, entry.key);
      return typeof key === 'string' ? key : undefined;
    },
    ownerOf: (topic) => topics.get(topic)?.entry.owner,
  };
}

/** Builds the contract of one request body. */
export function createBodyContract<T>(name: string, validator: Validator): BodyContract<T> {
  return { name, validate: (body) => violationsOf(validator, body) };
}

function knowTopic(entry: TopicEntry): KnownTopic {
  const byId = new Map<string, DataContract>();
  const newestByMajor = new Map<number, DataContract>();
  for (const { version, id, validator } of entry.contracts) {
    const contract: DataContract = {
      topic: entry.name,
      version,
      id,
      validate: (data) => violationsOf(validator, data),
    };
    byId.set(id, contract);
    const newest = newestByMajor.get(majorOf(version));
    if (!newest || minorOf(newest.version) < minorOf(version)) newestByMajor.set(majorOf(version), contract);
  }
  return { entry, byId, newestByMajor };
}

function contractFor(topic: KnownTopic | undefined, dataschema: string): DataContract | undefined {
  if (!topic) return undefined;
  const exact = topic.byId.get(dataschema);
  if (exact) return exact;
  // A minor published after this build: minors are compatible both ways, so the newest known one judges it.
  const prefix = `https://schemas.sidecart.dev/${topic.entry.name}/`;
  if (!dataschema.startsWith(prefix)) return undefined;
  const version = dataschema.slice(prefix.length);
  if (!/^[1-9][0-9]*\.(0|[1-9][0-9]*)$/.test(version)) return undefined;
  return topic.newestByMajor.get(majorOf(version));
}

const majorOf = (version: string): number => Number(version.split('.')[0]);
const minorOf = (version: string): number => Number(version.split('.')[1]);
