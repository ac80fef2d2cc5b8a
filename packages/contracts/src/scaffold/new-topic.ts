import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseTree } from 'jsonc-parser';
import { isObject, type JsonObject, own } from '../compare/json';
import { BASE_URI } from '../generate/sources';
import { CATALOG, readCatalog, readSchema, readTexts, type SchemaFile, shown } from '../lint/folder';
import { placed } from '../lint/placement';
import { TOPIC_NAME } from '../lint/topic-names';
import { idFor, idStyleOf } from '../lint/words';
import { COMPATIBILITIES, type Compatibility } from '../review/catalog';
import { ScaffoldError, WouldOverwrite } from './errors';
import { skeletonOf } from './skeleton';
import { type Draft, writeDrafts } from './written';

/** What a new topic is to be. */
export interface NewTopicOptions {
  readonly topic: string;
  /** The folder of schemas. */
  readonly schemas: string;
  /** The service that publishes it; by default the topic's first part. */
  readonly owner?: string;
  /** JSON pointer to the partition key in data. */
  readonly key: string;
  readonly retentionDays: number;
  readonly compatibility: string;
  /** `strict` or `lenient`; by default what all other topics say, else nothing. */
  readonly policy?: string;
  readonly title?: string;
  readonly description?: string;
}

/**
 * Writes the first version of a topic and its entry in the catalog; returns the files, as people read them.
 * Throws WouldOverwrite, ScaffoldError; then nothing has been written.
 */
export function newTopic(options: NewTopicOptions): readonly string[] {
  const { topic, schemas } = options;
  const { owner, compatibility } = checked(options);
  const folder = resolve(schemas);
  if (existsSync(join(folder, topic)) && readdirSync(join(folder, topic)).length > 0) {
    throw new WouldOverwrite(`${shown(join(folder, topic))} is there already; new-version ${topic} adds a version`);
  }
  const { key, retentionDays } = options;
  const title = options.title ?? titleOf(topic);
  const description = options.description ?? `${title}.`;
  const files = schemasIn(folder);
  const style = idStyleOf(files) ?? { base: BASE_URI, ending: '' as const };
  const id = idFor(`${topic}/1.0.json`, style);
  const plan = { topic, id, title, description, key: key.slice(1).split('/').map(unescaped), models: modelsIn(files) };
  const policy = options.policy ?? sharedPolicy(folder);
  const entry = { owner, key, retentionDays, compatibility, ...(policy !== undefined && { policy }), description };
  const schema = { path: join(folder, topic, '1.0.json'), text: `${JSON.stringify(skeletonOf(plan), null, 2)}\n` };
  const drafts = [schema, catalogWith(folder, topic, entry)];
  writeDrafts(drafts);
  return drafts.map(({ path }) => shown(path));
}

function checked({ topic, owner = topic.split('.')[0] ?? '', key, retentionDays, compatibility }: NewTopicOptions) {
  if (!TOPIC_NAME.test(topic)) throw new ScaffoldError(`a topic is named <service>.<domain>.<action> in lower case; ${JSON.stringify(topic)} is not`);
  if (!topic.startsWith(`${owner}.`)) throw new ScaffoldError(`a topic starts with its owner; ${topic} does not start with ${JSON.stringify(owner)}`);
  if (!/^(\/([^~/]|~[01])+)+$/.test(key)) throw new ScaffoldError(`the key is a JSON pointer into data, as /orderId; ${JSON.stringify(key)} is not`);
  if (key === '/occurredAt') throw new ScaffoldError('the key cannot be /occurredAt, which says when it happened');
  if (!(retentionDays > 0)) throw new ScaffoldError('the retention is a number of days above 0');
  const mode = COMPATIBILITIES.find((one): one is Compatibility => one === compatibility.toUpperCase());
  if (!mode) throw new ScaffoldError(`the compatibility must be one of ${COMPATIBILITIES.join(', ')}`);
  return { owner, compatibility: mode };
}

const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** `orders.order.status_changed` → `Order status changed`. */
function titleOf(topic: string): string {
  const words = topic.split('.').slice(1).join(' ').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function schemasIn(folder: string): readonly SchemaFile[] {
  return (existsSync(folder) ? readTexts(folder) : []).flatMap((text) => {
    const file = readSchema(text);
    return 'root' in file ? [file] : [];
  });
}

/** The shared models a skeleton knows to use. */
function modelsIn(files: readonly SchemaFile[]): { uuid?: string; timestamp?: string } {
  const idOf = (name: string): string | undefined => {
    const found = files.filter(({ path }) => placed(path).name === name).at(-1)?.root;
    const id = isObject(found) ? own(found, '$id') : undefined;
    return typeof id === 'string' ? id : undefined;
  };
  const [uuid, timestamp] = [idOf('model/uuid'), idOf('model/timestamp')];
  return { ...(uuid !== undefined && { uuid }), ...(timestamp !== undefined && { timestamp }) };
}

/** The policy every topic of a catalog names; undefined where they differ or say nothing. */
function sharedPolicy(folder: string): string | undefined {
  const catalog = readCatalog(folder);
  const entries = catalog && 'root' in catalog && isObject(catalog.root) ? Object.values(catalog.root) : [];
  const policies = new Set(entries.map((entry) => (isObject(entry) ? own(entry, 'policy') : undefined)));
  const [policy] = policies;
  return policies.size === 1 && typeof policy === 'string' ? policy : undefined;
}

/** The catalog with one more entry, in its place by name; what else stands there keeps its form. */
function catalogWith(folder: string, topic: string, entry: JsonObject): Draft {
  const path = join(folder, CATALOG);
  const catalog = readCatalog(folder);
  if (catalog && 'rule' in catalog) throw new ScaffoldError(`${catalog.file}:${catalog.line}:${catalog.column}: ${catalog.message}`);
  if (catalog && !isObject(catalog.root)) throw new ScaffoldError(`${catalog.source.file} is not an object with an entry a topic`);
  if (catalog && Object.hasOwn(catalog.root as JsonObject, topic)) throw new WouldOverwrite(`${topic} is in ${catalog.source.file} already`);
  const before = catalog?.source.text;
  return { path, text: inserted(before ?? '{}\n', topic, entry), ...(before !== undefined && { before }) };
}

/** Puts a member into the text of an object, after the names that come before its own. */
function inserted(text: string, name: string, value: JsonObject): string {
  const root = parseTree(text);
  const members = root?.children ?? [];
  const member = `${JSON.stringify(name)}: ${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')}`;
  const before = members.filter(({ children }) => String(children?.[0]?.value) < name).length;
  const [last, next] = [members[before - 1], members[before]];
  const splice = (offset: number, addition: string, end = offset) => text.slice(0, offset) + addition + text.slice(end);
  if (last) return splice(last.offset + last.length, `,\n  ${member}`);
  if (next) return splice(next.offset, `${member},\n  `);
  const { offset = 0, length = text.length } = root ?? {};
  return splice(offset, `{\n  ${member}\n}`, offset + length);
}
