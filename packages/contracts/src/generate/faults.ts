import { createAjv } from './emit-validators';
import { typeName } from './names';
import { newestOfEachMajor } from './versions';
import type { CatalogEntry, Schema, SchemaFile, Sources } from './sources';

/** What is wrong with the contracts themselves, one sentence each; none when they may be generated from. */
export function faultsIn(sources: Sources): readonly string[] {
  const shape = [...sources.files.flatMap(faultsOfFile), ...faultsOfCatalog(sources), ...faultsOfNames(sources)];
  // A schema that is wrong in itself cannot be compiled, so its examples are judged only afterwards.
  return shape.length > 0 ? shape : faultsOfExamples(sources);
}

function faultsOfFile({ path, id, kind, schema }: SchemaFile): readonly string[] {
  const faults: string[] = [];
  if (schema.$schema !== 'https://json-schema.org/draft/2020-12/schema') faults.push('$schema is not draft 2020-12');
  if (schema.$id !== id) faults.push(`$id is not ${id}`);
  if (!schema['title'] || !schema.description) faults.push('title or description is missing');
  if (!schema.examples?.length) faults.push('there are no examples');
  if (kind === 'topic' && schema.additionalProperties === false) faults.push('a topic must stay open to newer minors');
  faults.push(...undescribed(schema, '').map((pointer) => `${pointer} has no description`));
  return faults.map((fault) => `${path}: ${fault}`);
}

function undescribed(schema: Schema, pointer: string): readonly string[] {
  const properties = Object.entries(schema.properties ?? {});
  const here = properties.filter(([, property]) => !property.description).map(([name]) => `${pointer}/${name}`);
  const below = properties.flatMap(([name, property]) => undescribed(property, `${pointer}/${name}`));
  return [...here, ...below, ...(schema.items ? undescribed(schema.items, `${pointer}/items`) : [])];
}

function faultsOfCatalog({ catalog, files }: Sources): readonly string[] {
  const topics = new Set(files.filter((file) => file.kind === 'topic').map((file) => file.name));
  const unlisted = [...topics].filter((topic) => !catalog[topic]).map((topic) => `catalog: ${topic} is not listed`);
  const listed = Object.entries(catalog).flatMap(([topic, entry]) => [
    ...(topics.has(topic) ? [] : [`catalog: ${topic} has no schema`]),
    ...faultsOfEntry(topic, entry).map((fault) => `catalog: ${topic}: ${fault}`),
  ]);
  return [...unlisted, ...listed];
}

function faultsOfEntry(topic: string, entry: CatalogEntry): readonly string[] {
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}$/.test(topic)) faults.push('is not named <service>.<domain>.<action>');
  if (!topic.startsWith(`${entry.owner}.`)) faults.push('does not start with its owner');
  if (!/^(\/[A-Za-z0-9]+)+$/.test(entry.key)) faults.push('key is not a JSON pointer');
  if (!(entry.retentionDays > 0)) faults.push('retentionDays is not a positive number');
  if (entry.compatibility !== 'FULL_TRANSITIVE') faults.push('compatibility is not FULL_TRANSITIVE');
  if (![undefined, 'strict', 'lenient'].includes(entry.policy)) faults.push('policy is neither strict nor lenient');
  if (!entry.description) faults.push('description is missing');
  return faults;
}

function faultsOfNames({ files }: Sources): readonly string[] {
  const seen = new Map<string, string>();
  return newestOfEachMajor(files).flatMap((file) => {
    const name = typeName(file);
    const other = seen.get(name);
    seen.set(name, file.path);
    return other ? [`${file.path}: its type would be named ${name}, as that of ${other} is`] : [];
  });
}

function faultsOfExamples(sources: Sources): readonly string[] {
  const ajv = createAjv(sources);
  return sources.files.flatMap(({ id, path, schema }) =>
    (schema.examples ?? []).flatMap((example, index) =>
      ajv.validate(id, example) ? [] : [`${path}: example ${index + 1}: ${ajv.errorsText(ajv.errors)}`],
    ),
  );
}
