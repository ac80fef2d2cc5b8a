import { isObject, type Json, own, pointerTo } from '../compare/json';
import { placeOf } from '../compare/schema/position';
import { resolvePointer } from '../registry/pointer';
import { COMPATIBILITIES } from '../review/catalog';
import { findingAt, type LintFinding, type Rule } from './finding';
import type { SchemaFile, TextFile } from './folder';
import type { TopicFiles } from './placement';
import { TOPIC_NAME } from './topic-names';

/** The catalog's text and what stands in it. */
export interface CatalogFile {
  readonly source: TextFile;
  readonly root: Json;
}

type Topics = ReadonlyMap<string, TopicFiles>;

/** What the catalog fails to say of the topics. */
export function findingsOfCatalog({ source, root }: CatalogFile, topics: Topics): readonly LintFinding[] {
  const at = (pointer: string, rule: Rule, message: string) => findingAt(placeOf(source.file, source.text, pointer), rule, message);
  if (!isObject(root)) return [at('', 'NOT_A_SCHEMA', 'the catalog is an object with an entry a topic')];
  const unlisted = [...topics.values()].filter(({ name }) => own(root, name) === undefined).map((topic) => notListed(topic, source.file));
  const listed = Object.entries(root).flatMap(([topic, entry]): LintFinding[] => {
    const pointer = pointerTo('', topic);
    const known = topics.get(topic);
    const found = faultsOfEntry(topic, entry, known?.schemas ?? []).map(({ key, rule, message }) => at(pointerTo(pointer, key), rule, message));
    if (!TOPIC_NAME.test(topic))
      found.push(at(pointer, 'TOPIC_NAME_WRONG', `${JSON.stringify(topic)} is not <service>.<domain>.<action> in lower case`));
    if (!known) found.push(at(pointer, 'CATALOG_WITHOUT_SCHEMA', `${topic} has no schema`));
    return found;
  });
  return [...unlisted, ...listed];
}

/** What a folder of topics without a catalog lacks. */
export function findingsOfMissingCatalog(topics: Topics, file: string): readonly LintFinding[] {
  return [...topics.values()].map((topic) => notListed(topic, `${file}, which does not exist`));
}

function notListed({ name, first }: TopicFiles, where: string): LintFinding {
  return findingAt(placeOf(first.file, undefined, ''), 'NOT_IN_CATALOG', `${name} is not in ${where}`);
}

interface Fault {
  /** The member of the entry. */
  readonly key: string;
  readonly rule: Rule;
  readonly message: string;
}

function faultsOfEntry(topic: string, value: Json, schemas: readonly SchemaFile[]): readonly Fault[] {
  const entry = isObject(value) ? value : {};
  const faults: Fault[] = [];
  const owner = own(entry, 'owner');
  if (typeof owner !== 'string' || owner === '') faults.push({ key: 'owner', rule: 'CATALOG_OWNER', message: 'the owner is missing' });
  else if (!topic.startsWith(`${owner}.`)) {
    faults.push({ key: 'owner', rule: 'CATALOG_OWNER', message: `the topic does not start with its owner, ${JSON.stringify(owner)}` });
  }
  const key = faultOfKey(own(entry, 'key'), schemas);
  if (key !== undefined) faults.push({ key: 'key', rule: 'CATALOG_KEY', message: key });
  const days = own(entry, 'retentionDays');
  if (typeof days !== 'number' || days <= 0)
    faults.push({ key: 'retentionDays', rule: 'CATALOG_RETENTION', message: 'retentionDays must be a number above 0' });
  const mode = own(entry, 'compatibility');
  if (!COMPATIBILITIES.some((one) => one === mode)) {
    faults.push({ key: 'compatibility', rule: 'CATALOG_MODE', message: `compatibility must be one of ${COMPATIBILITIES.join(', ')}` });
  }
  const policy = own(entry, 'policy');
  if (policy !== undefined && policy !== 'strict' && policy !== 'lenient') {
    faults.push({ key: 'policy', rule: 'CATALOG_MODE', message: 'policy must be strict or lenient' });
  }
  const words = own(entry, 'description');
  if (typeof words !== 'string' || words.trim() === '')
    faults.push({ key: 'description', rule: 'CATALOG_DESCRIPTION', message: 'the description is missing' });
  return faults;
}

function faultOfKey(key: Json | undefined, schemas: readonly SchemaFile[]): string | undefined {
  if (typeof key !== 'string') return 'the key is missing; it is a JSON pointer into data';
  if (!/^(\/([^~/]|~[01])+)+$/.test(key)) return `the key ${JSON.stringify(key)} is not a JSON pointer into data`;
  for (const { file, root } of schemas) {
    const examples = isObject(root) ? own(root, 'examples') : undefined;
    const index = Array.isArray(examples) ? examples.findIndex((example) => typeof resolvePointer(example, key) !== 'string') : -1;
    if (index >= 0) return `the key ${JSON.stringify(key)} leads to no text in example ${index + 1} of ${file}`;
  }
  return undefined;
}
