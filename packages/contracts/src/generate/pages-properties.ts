import type { Schema, SchemaFile } from './sources';

/** One property of a contract, however deep, with what its references lead to read in. */
export interface PropertyRow {
  /** `items[].unitPrice.minor`. */
  readonly path: string;
  readonly required: boolean;
  /** Type and constraints, in words. */
  readonly rule: string;
  readonly description: string;
}

type Schemas = ReadonlyMap<string, SchemaFile>;

/** Every property of a schema, parents before children. */
export function propertyRows(schema: Schema, schemas: Schemas): readonly PropertyRow[] {
  return childrenOf(schema, { schemas, path: '', inside: [] });
}

interface At {
  readonly schemas: Schemas;
  readonly path: string;
  /** The references followed to get here; one that leads back is not followed again. */
  readonly inside: readonly string[];
}

function childrenOf(schema: Schema, at: At): readonly PropertyRow[] {
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly unknown[]) : [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = at.path === '' ? name : `${at.path}.${name}`;
    return rowsOf(property, { ...at, path }, required.includes(name));
  });
}

function rowsOf(property: Schema, at: At, required: boolean): readonly PropertyRow[] {
  const { schema, inside, name } = resolve(property, at);
  const row = { path: at.path, required, rule: ruleOf(schema, name), description: property.description ?? schema.description ?? '' };
  if (inside === undefined) return [row];
  const items = schema.items ? resolve(schema.items, { ...at, inside }) : undefined;
  const below = items?.inside ? childrenOf(items.schema, { ...at, path: `${at.path}[]`, inside: items.inside }) : [];
  const itemRow = items
    ? [
        {
          path: `${at.path}[]`,
          required: false,
          rule: ruleOf(items.schema, items.name),
          description: schema.items?.description ?? items.schema.description ?? '',
        },
      ]
    : [];
  return [row, ...childrenOf(schema, { ...at, inside }), ...itemRow, ...below];
}

/** Follows a reference; `inside` is undefined where that would go round in circles. */
function resolve(schema: Schema, { schemas, inside }: At): { schema: Schema; inside: readonly string[] | undefined; name: string | undefined } {
  const target = schema.$ref === undefined ? undefined : schemas.get(schema.$ref);
  if (schema.$ref === undefined || !target) return { schema, inside, name: schema.$ref };
  return { schema: target.schema, inside: inside.includes(schema.$ref) ? undefined : [...inside, schema.$ref], name: target.path };
}

const PROSE = new Set(['$id', '$schema', '$ref', '$comment', 'title', 'description', 'examples', 'type', 'properties', 'required', 'items']);

function ruleOf(schema: Schema, name: string | undefined): string {
  const { type } = schema as { type?: string | readonly string[] };
  const types = type === undefined ? [] : [[type].flat().join(' or ')];
  const constraints = Object.entries(schema)
    .filter(([keyword]) => !PROSE.has(keyword))
    .map(([keyword, value]) => `${keyword} ${JSON.stringify(value)}`);
  return [...(name === undefined ? [] : [name]), ...types, ...constraints].join(', ') || 'anything';
}
