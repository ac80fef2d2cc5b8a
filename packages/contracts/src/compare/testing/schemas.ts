import fc from 'fast-check';
import type { Json, JsonObject } from '../json';

const NAMES = ['a', 'b', 'c', 'd'];
const SCALARS: Json[] = [null, true, false, 0, 1, 2, 3, -1, 1.5, '', 'a', 'b', 'ab', 'abc', '2020-01-01', [], {}, [1], { a: 1 }];
const name = fc.constantFrom(...NAMES);
const small = fc.nat({ max: 3 });
const merge = (parts: JsonObject[]): JsonObject => Object.assign({}, ...parts) as JsonObject;

const scalarKeywords: fc.Arbitrary<JsonObject>[] = [
  fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object').map((type) => ({ type })),
  fc.subarray(['null', 'integer', 'string', 'array', 'object'], { minLength: 1 }).map((type) => ({ type })),
  fc.subarray(SCALARS, { minLength: 1, maxLength: 4 }).map((list) => ({ enum: list })),
  fc.constantFrom(...SCALARS).map((value) => ({ const: value })),
  fc.record({ minimum: fc.integer({ min: -2, max: 3 }), maximum: fc.integer({ min: 1, max: 6 }) }, { requiredKeys: [] }),
  fc.record({ exclusiveMinimum: fc.integer({ min: -2, max: 3 }), exclusiveMaximum: fc.integer({ min: 1, max: 6 }) }, { requiredKeys: [] }),
  fc.constantFrom(1, 2, 3, 0.5, 4, 6).map((multipleOf) => ({ multipleOf })),
  fc.record({ minLength: small, maxLength: small }, { requiredKeys: [] }),
  fc.constantFrom('^a', 'b$', '^[a-c]*$', 'a', '^.{2}$', '[0-9]', '^(a|b)+$', '^(?!ab)').map((pattern) => ({ pattern })),
  fc.constantFrom('date', 'uuid', 'email', 'ipv4', 'date-time', 'int32', 'uri').map((format) => ({ format })),
];

function nestedKeywords(schema: fc.Arbitrary<Json>, evaluated: boolean): fc.Arbitrary<JsonObject>[] {
  const one = (keyword: string) => schema.map((value) => ({ [keyword]: value }));
  const list = (keyword: string, max = 3) => fc.array(schema, { minLength: 1, maxLength: max }).map((value) => ({ [keyword]: value }));
  const map = (keyword: string, keys: fc.Arbitrary<string>) =>
    fc.dictionary(keys, schema, { minKeys: 1, maxKeys: 3, noNullPrototype: true }).map((value) => ({ [keyword]: value }));
  const found: fc.Arbitrary<JsonObject>[] = [
    map('properties', name),
    map('properties', name),
    map('patternProperties', fc.constantFrom('^a', 'b', '^[ab]$', 'c|d')),
    one('additionalProperties'),
    fc.constant({ additionalProperties: false }),
    one('items'),
    one('not'),
    list('allOf'),
    list('anyOf'),
    list('oneOf'),
    fc.uniqueArray(name, { maxLength: 2 }).map((required) => ({ required })),
    fc.record({ minProperties: small, maxProperties: small, minItems: small, maxItems: small }, { requiredKeys: [] }),
    fc.constantFrom<JsonObject>({ maxLength: 1 }, { pattern: '^[ab]' }, { enum: ['a', 'b', 'c'] }).map((names) => ({ propertyNames: names })),
    list('prefixItems', 2),
    fc.constant({ uniqueItems: true }),
    fc.tuple(name, name).map(([from, to]) => ({ dependentRequired: { [from]: [to] } })),
    map('dependentSchemas', name),
    fc.tuple(schema, schema, schema).map(([test, then, otherwise]) => ({ if: test, then, else: otherwise })),
    fc.tuple(schema, small, small).map(([contains, minContains, maxContains]) => ({ contains, minContains, maxContains })),
    one('contains'),
  ];
  return evaluated ? [...found, one('unevaluatedProperties'), fc.constant({ unevaluatedProperties: false }), one('unevaluatedItems')] : found;
}

function schemaOfDepth(depth: number, evaluated: boolean): fc.Arbitrary<Json> {
  const keywords = depth === 0 ? scalarKeywords : [...scalarKeywords, ...nestedKeywords(schemaOfDepth(depth - 1, evaluated), evaluated)];
  const object = fc.array(fc.oneof(...keywords), { minLength: 1, maxLength: 3 }).map(merge);
  return fc.oneof({ weight: 12, arbitrary: object }, { weight: 1, arbitrary: fc.boolean() });
}

/** Random schemas over the whole vocabulary; recursive references included, evaluated keywords on demand. */
export function schemas(evaluated = false): fc.Arbitrary<JsonObject> {
  const root = schemaOfDepth(2, evaluated).map((schema): JsonObject => (typeof schema === 'boolean' ? { allOf: [schema] } : (schema as JsonObject)));
  const recursive = fc.tuple(root, name, fc.constantFrom('properties', 'items')).map(([schema, key, where]): JsonObject => {
    const again: Json = { $ref: '#/$defs/again' };
    const link: JsonObject = where === 'items' ? { items: again } : { properties: { [key]: again } };
    return { allOf: [again], $defs: { again: { ...schema, ...link } } };
  });
  return fc.oneof({ weight: 3, arbitrary: root }, { weight: 1, arbitrary: recursive });
}

/** Random instances near the values the schemas speak of. */
export const instances: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...SCALARS, 4, 5, 6, 0.5, 'aab', 'x1', 'cc', 'a@b.c', '2020-01-01T00:00:00Z', '127.0.0.1'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES, 'ab', 'x'), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** A schema and a version of it with one or two keywords dropped, changed or added somewhere. */
export function schemaPairs(evaluated = false): fc.Arbitrary<[JsonObject, JsonObject]> {
  const edits = fc.array(
    fc.tuple(fc.nat(), fc.nat(), fc.oneof(fc.constant(null), fc.oneof(...scalarKeywords, ...nestedKeywords(schemaOfDepth(0, evaluated), evaluated)))),
    { minLength: 1, maxLength: 2 },
  );
  return fc
    .tuple(schemas(evaluated), edits)
    .map(([schema, changes]) => [schema, changes.reduce((now, [spot, key, added]) => edit(now, spot, key, added), schema)]);
}

function edit(schema: JsonObject, spot: number, key: number, added: JsonObject | null): JsonObject {
  const copy = structuredClone(schema);
  const spots = subschemas(copy);
  const target = spots[spot % spots.length] as JsonObject;
  const keys = Object.keys(target).filter((one) => one !== '$defs' && one !== '$ref');
  if (added) Object.assign(target, added);
  else if (keys.length > 0) Reflect.deleteProperty(target, keys[key % keys.length] as string);
  return copy;
}

const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', 'dependentSchemas', '$defs'];

function subschemas(schema: JsonObject): JsonObject[] {
  const children = Object.entries(schema).flatMap(([keyword, value]): Json[] => {
    if (LISTS.includes(keyword)) return value as Json[];
    if (MAPS.includes(keyword)) return Object.values(value as JsonObject);
    return ['not', 'if', 'then', 'else', 'items', 'contains', 'additionalProperties', 'unevaluatedProperties'].includes(keyword) ? [value] : [];
  });
  return [schema, ...children.flatMap((child) => (typeof child === 'object' && child !== null ? subschemas(child as JsonObject) : []))];
}
