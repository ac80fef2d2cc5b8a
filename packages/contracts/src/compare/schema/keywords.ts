import { canonical, isObject, type Json, own } from '../json';
import type { KeywordContext } from './compile';
import { ANY_TYPE, ARRAY, BOOLEAN, type Contains, NULL, NUMBER, OBJECT, STRING, type Node } from './node';
import { ALWAYS } from './universe';

const TYPE_BITS: Record<string, number> = {
  null: NULL,
  boolean: BOOLEAN,
  number: NUMBER,
  integer: NUMBER,
  string: STRING,
  array: ARRAY,
  object: OBJECT,
};

type NumericKey =
  | 'minimum'
  | 'maximum'
  | 'exclusiveMinimum'
  | 'exclusiveMaximum'
  | 'multipleOf'
  | 'minLength'
  | 'maxLength'
  | 'minProperties'
  | 'maxProperties'
  | 'minItems'
  | 'maxItems';

function number({ schema, node, fail }: KeywordContext, keyword: NumericKey): void {
  const value = own(schema, keyword);
  if (typeof value !== 'number') return;
  if (!Number.isFinite(value)) throw fail(keyword, 'the number is too large');
  if (value === 0 && (keyword === 'minLength' || keyword === 'minProperties' || keyword === 'minItems')) return;
  node[keyword] = value;
}

/** type, enum, const and the numeric keywords. */
export function compileNumbers(context: KeywordContext): void {
  const { schema, node, fail } = context;
  const named = own(schema, 'type');
  if (named !== undefined) {
    const types = (Array.isArray(named) ? named : [named]) as string[];
    node.types = types.reduce((bits, type) => bits | (TYPE_BITS[type] ?? 0), 0);
    node.integer = types.includes('integer') && !types.includes('number');
    if (own(schema, 'nullable') === true) node.types |= NULL;
  } else if (Object.hasOwn(schema, 'nullable')) {
    throw fail('nullable', '"nullable" needs a "type" beside it');
  }
  const listed = own(schema, 'enum') as Json[] | undefined;
  if (listed?.length === 0) throw fail('enum', 'an enum must list at least one value');
  const fixed = own(schema, 'const');
  if (fixed !== undefined) node.values = !listed || listed.some((value) => canonical(value) === canonical(fixed)) ? [fixed] : [];
  else if (listed) node.values = listed;
  for (const keyword of ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const) number(context, keyword);
}

/** Length, pattern and format. */
export function compileStrings(context: KeywordContext): void {
  const { schema, node } = context;
  number(context, 'minLength');
  number(context, 'maxLength');
  const pattern = own(schema, 'pattern');
  if (typeof pattern === 'string') node.pattern = regex(context, 'pattern', pattern);
  const format = own(schema, 'format');
  if (typeof format === 'string') node.format = format;
}

const sound = new Set<string>();

function regex({ fail }: KeywordContext, keyword: string, source: string): string {
  if (sound.has(source)) return source;
  try {
    new RegExp(source, 'u');
    sound.add(source);
  } catch {
    throw fail(keyword, `${JSON.stringify(source)} is not a regular expression (with the Unicode flag)`);
  }
  return source;
}

/** The object keywords. */
export function compileObject(context: KeywordContext): void {
  const { schema, node, sub } = context;
  const map = (keyword: string) => Object.entries((own(schema, keyword) ?? {}) as Record<string, Json>);
  const properties = map('properties').map(([name, value]) => [name, sub(value, 'properties', name)] as const);
  if (properties.length > 0) node.properties = new Map(properties);
  const patterns = map('patternProperties').map(([source, value]) => ({
    source: regex(context, 'patternProperties', source),
    node: sub(value, 'patternProperties', source),
  }));
  if (patterns.length > 0) node.patterns = patterns;
  const one = (keyword: string) => (Object.hasOwn(schema, keyword) ? sub(schema[keyword] as Json, keyword) : undefined);
  const additional = one('additionalProperties');
  if (additional) node.additional = additional;
  const names = one('propertyNames');
  if (names) node.names = names;
  const required = own(schema, 'required') as string[] | undefined;
  if (required?.length) node.required = [...new Set(required)];
  number(context, 'minProperties');
  number(context, 'maxProperties');
  const unevaluated = context.dialect === 'draft-07' ? undefined : one('unevaluatedProperties');
  if (unevaluated) node.unevaluatedProperties = unevaluated;
  dependencies(context, map);
}

function dependencies({ node, sub, dialect }: KeywordContext, map: (keyword: string) => [string, Json][]): void {
  const names = new Map<string, string[]>();
  const schemas = new Map<string, Node>();
  const add = (keyword: string, name: string, value: Json) => {
    if (Array.isArray(value)) names.set(name, [...(names.get(name) ?? []), ...(value as string[])]);
    else schemas.set(name, both(schemas.get(name), sub(value, keyword, name)));
  };
  for (const [name, value] of map('dependencies')) add('dependencies', name, value);
  if (dialect !== 'draft-07') {
    for (const [name, value] of map('dependentRequired')) add('dependentRequired', name, value);
    for (const [name, value] of map('dependentSchemas')) add('dependentSchemas', name, value);
  }
  if (names.size > 0) node.dependentRequired = names;
  if (schemas.size > 0) node.dependentSchemas = schemas;
}

function both(first: Node | undefined, second: Node): Node {
  return first ? { id: -1, pointer: second.pointer, types: ANY_TYPE, integer: false, allOf: [first, second] } : second;
}

/** The array keywords. */
export function compileArray(context: KeywordContext): void {
  const { schema, node, sub, dialect } = context;
  const items = own(schema, 'items');
  const tuple = dialect === '2020-12' ? own(schema, 'prefixItems') : items;
  const prefixKeyword = dialect === '2020-12' ? 'prefixItems' : 'items';
  if (Array.isArray(tuple)) node.prefix = tuple.map((one, i) => sub(one, prefixKeyword, i));
  if (items !== undefined && !Array.isArray(items)) node.rest = sub(items, 'items');
  else if (Array.isArray(items) && Object.hasOwn(schema, 'additionalItems')) node.rest = sub(schema.additionalItems as Json, 'additionalItems');
  contains(context);
  if (own(schema, 'uniqueItems') === true) node.unique = true;
  number(context, 'minItems');
  number(context, 'maxItems');
  if (dialect !== 'draft-07' && Object.hasOwn(schema, 'unevaluatedItems'))
    node.unevaluatedItems = sub(schema.unevaluatedItems as Json, 'unevaluatedItems');
}

function contains({ schema, node, sub, dialect, flavour }: KeywordContext): void {
  if (!Object.hasOwn(schema, 'contains')) return;
  const counted = dialect !== 'draft-07';
  const limit = (keyword: string, fallback: number) => (counted ? ((own(schema, keyword) as number | undefined) ?? fallback) : fallback);
  const inner = sub(schema.contains as Json, 'contains');
  const min = limit('minContains', 1);
  const max = limit('maxContains', Infinity);
  const idle =
    (min === 0 && max === Infinity) || min > max || inner === ALWAYS || (isObject(schema.contains) && Object.keys(schema.contains).length === 0);
  const byDraft = dialect === '2020-12' ? 'matching' : 'none';
  const marks = flavour === 'specification' ? byDraft : idle ? 'none' : 'all';
  const found: Contains = { node: inner, min, max, marks };
  const skipped = flavour === 'ajv' ? (node.prefix ?? []).findIndex((part) => !isBare(part)) : -1;
  if (skipped < 0) node.contains = found;
  else node.allOf = [unlessShort(skipped, found)];
}

/** Ajv skips `contains` on arrays that end before the first constrained element of a tuple beside it. */
function unlessShort(length: number, contains: Contains): Node {
  const plain: Node = { id: -1, pointer: '', types: ANY_TYPE, integer: false };
  return {
    ...plain,
    anyOf: [
      { ...plain, maxItems: length },
      { ...plain, contains },
    ],
  };
}

function isBare(node: Node): boolean {
  return node.types === ANY_TYPE && !node.integer && Object.keys(node).every((key) => ['id', 'pointer', 'raw', 'types', 'integer'].includes(key));
}
