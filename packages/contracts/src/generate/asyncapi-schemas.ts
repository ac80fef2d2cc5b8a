import type { Schema, SchemaFile, Sources } from './sources';
import { newestOf } from './versions';

/** AsyncAPI's own schema objects speak draft-07; these keywords came later, and a schema that uses one says so. */
const LATER_KEYWORDS = [
  'prefixItems',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
  'minContains',
  'maxContains',
  '$anchor',
  '$dynamicRef',
  '$defs',
];
const DIALECT = 'application/schema+json;version=2020-12';

/** Name of a contract among the components: `checkout.cart.updated.1.0`, `model.money.1.0`. */
export function componentName({ path }: Pick<SchemaFile, 'path'>): string {
  return path.replaceAll('/', '.');
}

/** Topics, models and the envelope, as components that refer to each other. */
export function componentSchemas({ files }: Sources): Readonly<Record<string, unknown>> {
  const names = new Map(files.map((file) => [file.id, componentName(file)]));
  const events = files.filter(({ kind }) => kind !== 'body');
  return Object.fromEntries(events.map((file) => [componentName(file), inDialect(component(file.schema, names, true) as Schema)]));
}

/** The whole event: the envelope, with the data of one version in it. */
export function payloadOf(file: SchemaFile, { files }: Sources): unknown {
  const envelope = newestOf(files.filter(({ kind }) => kind === 'envelope'));
  return {
    allOf: [
      { $ref: `#/components/schemas/${componentName(envelope)}` },
      {
        type: 'object',
        properties: { type: { const: file.name }, dataschema: { const: file.id }, data: { $ref: `#/components/schemas/${componentName(file)}` } },
      },
    ],
  };
}

/** A schema without what names it elsewhere: identifiers go, references lead to components. */
function component(node: unknown, names: ReadonlyMap<string, string>, isSchema: boolean): unknown {
  if (Array.isArray(node)) return node.map((entry) => component(entry, names, isSchema));
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => !isSchema || (key !== '$id' && key !== '$schema'));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (isSchema && key === '$ref' && typeof value === 'string') return [key, componentReference(value, names)];
      if (isSchema && ['examples', 'const', 'enum', 'default'].includes(key)) return [key, value];
      // The names below `properties` are nobody's keywords.
      return [key, component(value, names, !isSchema || !['properties', 'patternProperties', '$defs'].includes(key))];
    }),
  );
}

function componentReference(reference: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(reference);
  if (name === undefined) throw new Error(`no contract has the $id ${reference}`);
  return `#/components/schemas/${name}`;
}

function inDialect(schema: Schema): unknown {
  return keywordsIn(schema).some((keyword) => LATER_KEYWORDS.includes(keyword)) ? { schemaFormat: DIALECT, schema } : schema;
}

function keywordsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(keywordsIn);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === 'examples' ? [] : [key, ...keywordsIn(value)]));
}
