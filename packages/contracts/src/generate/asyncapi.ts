import { stringify } from 'yaml';
import type { Topology } from '../review/affected';
import { componentName, componentSchemas, payloadOf } from './asyncapi-schemas';
import type { CatalogEntry, SchemaFile, Sources } from './sources';
import { newestOf, newestOfEachMajor } from './versions';

type Part = Readonly<Record<string, unknown>>;

/** The AsyncAPI 3 document: a channel a topic, a message a version, an operation a service that publishes or consumes. */
export function emitAsyncApi(sources: Sources, topology: Topology): string {
  const topics = sources.files.filter(({ kind }) => kind === 'topic');
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Sidecart events',
      version: '1.0.0',
      description: 'CloudEvents over Redis Streams, published and delivered by Dapr sidecars. A published version never changes.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      Object.entries(sources.catalog)
        .sort(byName)
        .map(([name, entry]) => [name, channel(name, entry, topics)]),
    ),
    operations: Object.fromEntries([...operations('send', topology.producers, topics), ...operations('receive', topology.consumers, topics)]),
    components: {
      messages: Object.fromEntries(topics.map((file) => [componentName(file), message(file, sources)])),
      schemas: componentSchemas(sources),
    },
  };
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const ref = (...path: readonly string[]): Part => ({ $ref: `#/${path.map(pointerPart).join('/')}` });

function channel(topic: string, entry: CatalogEntry, files: readonly SchemaFile[]): Part {
  const versions = files.filter(({ name }) => name === topic);
  return {
    address: topic,
    title: versions.at(-1)?.schema['title'],
    description: entry.description,
    messages: Object.fromEntries(versions.map((file) => [componentName(file), ref('components', 'messages', componentName(file))])),
    'x-owner': entry.owner,
    'x-partition-key': entry.key,
    'x-retention-days': entry.retentionDays,
    'x-compatibility': entry.compatibility,
    'x-policy': entry.policy ?? 'strict',
  };
}

/** A publisher sends the newest minor of each major; a consumer takes every version. */
function operations(action: 'send' | 'receive', services: Topology['producers'], files: readonly SchemaFile[]): readonly (readonly [string, Part])[] {
  return [...services].sort(byName).flatMap(([topic, names]) => {
    const all = files.filter(({ name }) => name === topic);
    if (all.length === 0) return [];
    const versions = action === 'send' ? newestOfEachMajor(all) : all;
    const messages = versions.map((file) => ref('channels', topic, 'messages', componentName(file)));
    const verb = action === 'send' ? 'publishes' : 'consumes';
    return names.map(
      (service) =>
        [`${service}.${verb}.${topic}`, { action, channel: ref('channels', topic), summary: `${service} ${verb} ${topic}.`, messages }] as const,
    );
  });
}

function message(file: SchemaFile, sources: Sources): Part {
  const { schema } = file;
  return {
    name: componentName(file),
    title: `${String(schema['title'])} ${file.major}.${file.minor}`,
    summary: schema.description,
    contentType: 'application/cloudevents+json',
    correlationId: { location: '$message.payload#/correlationid' },
    payload: payloadOf(file, sources),
    examples: (schema.examples ?? []).map((data) => ({ payload: exampleEvent(file, data, sources) })),
  };
}

/** The envelope's own example, around data of this version. */
function exampleEvent({ id, name }: SchemaFile, data: unknown, { catalog, files }: Sources): Part {
  const [example] = newestOf(files.filter(({ kind }) => kind === 'envelope')).schema.examples ?? [];
  return { ...(example as Part), source: `/services/${catalog[name]?.owner ?? ''}`, type: name, dataschema: id, data };
}
