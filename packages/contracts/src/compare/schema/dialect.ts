import { isObject, type Json, own } from '../json';

/** The drafts understood here. */
export type Dialect = 'draft-07' | '2019-09' | '2020-12';

const URIS: [string, Dialect][] = [
  ['json-schema.org/draft-07/schema', 'draft-07'],
  ['json-schema.org/draft/2019-09/schema', '2019-09'],
  ['json-schema.org/draft/2020-12/schema', '2020-12'],
];

/** The draft a `$schema` value names, 2020-12 when there is none, null when it is unknown. */
export function dialectOf(schema: Json): Dialect | null {
  const named = isObject(schema) ? own(schema, '$schema') : undefined;
  if (named === undefined) return '2020-12';
  if (typeof named !== 'string') return null;
  const bare = named.replace(/^https?:\/\//, '').replace(/#$/, '');
  return URIS.find(([uri]) => uri === bare)?.[1] ?? null;
}

/** How a keyword holds subschemas. */
export type Holding = 'one' | 'list' | 'map' | 'one-or-list' | 'map-or-names';

const COMMON: Record<string, Holding> = {
  not: 'one',
  if: 'one',
  then: 'one',
  else: 'one',
  allOf: 'list',
  anyOf: 'list',
  oneOf: 'list',
  properties: 'map',
  patternProperties: 'map',
  additionalProperties: 'one',
  propertyNames: 'one',
  contains: 'one',
  definitions: 'map',
  $defs: 'map',
  dependencies: 'map-or-names',
};
const BY_DIALECT: Record<Dialect, Record<string, Holding>> = {
  'draft-07': { ...COMMON, items: 'one-or-list', additionalItems: 'one' },
  '2019-09': {
    ...COMMON,
    items: 'one-or-list',
    additionalItems: 'one',
    dependentSchemas: 'map',
    unevaluatedItems: 'one',
    unevaluatedProperties: 'one',
  },
  '2020-12': {
    ...COMMON,
    items: 'one',
    prefixItems: 'list',
    dependentSchemas: 'map',
    unevaluatedItems: 'one',
    unevaluatedProperties: 'one',
  },
};

/** The keywords of a draft that hold subschemas. */
export function holders(dialect: Dialect): Record<string, Holding> {
  return BY_DIALECT[dialect];
}

/** One direct subschema: the keyword's tokens and the schema. */
export interface Child {
  tokens: (string | number)[];
  schema: Json;
}

/** Every direct subschema of a schema object, `$defs` included. */
export function children(schema: Json, dialect: Dialect): Child[] {
  if (!isObject(schema)) return [];
  const table = holders(dialect);
  const found: Child[] = [];
  for (const keyword of Object.keys(schema)) {
    const holding = Object.hasOwn(table, keyword) ? table[keyword] : undefined;
    if (holding) found.push(...held(keyword, holding, schema[keyword] as Json));
  }
  return found;
}

function held(keyword: string, holding: Holding, value: Json): Child[] {
  if (Array.isArray(value)) {
    if (holding !== 'list' && holding !== 'one-or-list') return [];
    return value.map((schema, i) => ({ tokens: [keyword, i], schema }));
  }
  if (holding === 'one' || holding === 'one-or-list') return [{ tokens: [keyword], schema: value }];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, schema]) => (Array.isArray(schema) ? [] : [{ tokens: [keyword, name], schema }]));
}
