import type { Json, JsonObject } from '../json';
import type { Case } from './case';

const D07 = { $schema: 'http://json-schema.org/draft-07/schema#' };
const D19 = { $schema: 'https://json-schema.org/draft/2019-09/schema' };
const D20 = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };
const list = (value: Json): JsonObject => ({
  $ref: '#/$defs/list', $defs: { list: { type: 'object', required: ['value'], properties: { value, next: { $ref: '#/$defs/list' } } } },
});
const tree = (value: Json): JsonObject => ({ type: 'object', properties: { value, kids: { type: 'array', items: { $ref: '#' } } } });
const closedTree = (kids: string): JsonObject => ({ type: 'object', properties: { [kids]: { type: 'array', items: { $ref: '#' } } }, additionalProperties: false });
const even = (value: Json): JsonObject => ({
  $ref: '#/$defs/even',
  $defs: { even: { properties: { n: { $ref: '#/$defs/odd' }, value } }, odd: { properties: { n: { $ref: '#/$defs/even' }, value } } },
});
const dynamicTree = (value: Json): JsonObject => ({
  ...D20, $dynamicAnchor: 'node', type: 'object', properties: { value, kids: { type: 'array', items: { $dynamicRef: '#node' } } },
});
const recursiveTree = (value: Json): JsonObject => ({
  ...D19, $recursiveAnchor: true, type: 'object', properties: { value, kids: { type: 'array', items: { $recursiveRef: '#' } } },
});

/** References, recursion and drafts. */
export const REFERENCE_CASES: Case[] = [
  ['when a schema is moved into $defs', { properties: { a: text } }, { properties: { a: { $ref: '#/$defs/t' } }, $defs: { t: text } }, '++', ''],
  ['when a definition is renamed', { $ref: '#/$defs/a', $defs: { a: text } }, { $ref: '#/$defs/b', $defs: { b: text } }, '++', ''],
  ['when a referenced definition changes', { properties: { a: { $ref: '#/$defs/t' } }, $defs: { t: text } }, { properties: { a: { $ref: '#/$defs/t' } }, $defs: { t: whole } }, '--', 'TYPE_CHANGED'],
  ['when a definition used twice tightens, it is told once', { properties: { a: { $ref: '#/$defs/t' }, b: { $ref: '#/$defs/t' } }, $defs: { t: text } }, { properties: { a: { $ref: '#/$defs/t' }, b: { $ref: '#/$defs/t' } }, $defs: { t: { type: 'string', maxLength: 3 } } }, '-+', 'MAX_LENGTH_ADDED'],
  ['when an unused definition changes', { ...D20, type: 'string', $defs: { x: whole } }, { ...D20, type: 'string', $defs: { x: text } }, '++', ''],
  ['when a reference by anchor replaces one by pointer', { $ref: '#/$defs/t', $defs: { t: text } }, { $ref: '#t', $defs: { t: { $anchor: 't', type: 'string' } } }, '++', ''],
  ['when a reference to an embedded resource replaces one by pointer', { $ref: '#/$defs/t', $defs: { t: text } }, { $id: 'https://x.test/a', $ref: 'b', $defs: { t: { $id: 'b', type: 'string' } } }, '++', 'ID_CHANGED'],
  ['when keywords beside $ref tighten', { $ref: '#/$defs/t', $defs: { t: text } }, { $ref: '#/$defs/t', minLength: 1, $defs: { t: text } }, '-+', 'MIN_LENGTH_ADDED'],
  ['when a definition under properties is referenced', { properties: { a: text, b: { $ref: '#/properties/a' } } }, { properties: { a: text, b: text } }, '++', ''],
  ['when a pointer is escaped', { $ref: '#/$defs/a~1b%25', $defs: { 'a/b%': text } }, text, '++', ''],
  ['when the values of a linked list widen', list(whole), list({ type: 'number' }), '+-', 'TYPE_EXTENDED'],
  ['when the values of a linked list narrow', list({ type: 'number' }), list(whole), '-+', 'TYPE_NARROWED'],
  ['when the values of a tree change', tree(text), tree(whole), '--', 'TYPE_CHANGED'],
  ['when a tree refers to itself by name', tree(text), { $ref: '#/$defs/t', $defs: { t: { type: 'object', properties: { value: text, kids: { type: 'array', items: { $ref: '#/$defs/t' } } } } } }, '++', ''],
  ['when a tree is unrolled once', tree(text), { type: 'object', properties: { value: text, kids: { type: 'array', items: { $ref: '#/$defs/t' } } }, $defs: { t: { type: 'object', properties: { value: text, kids: { type: 'array', items: { $ref: '#' } } } } } }, '++', ''],
  ['when a closed tree renames its children', closedTree('kids'), closedTree('children'), '--', 'OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL'],
  ['when two schemas refer to each other', even(whole), even({ type: 'number' }), '+-', 'TYPE_EXTENDED TYPE_EXTENDED'],
  ['when mutual recursion collapses', even(text), { properties: { n: { $ref: '#' }, value: text } }, '++', ''],
  ['when an endless list is demanded, nothing is valid', { type: 'object', required: ['n'], properties: { n: { $ref: '#' } } }, text, '+-', 'TYPE_CHANGED'],
  ['when an endless list gets an end', { type: 'object', required: ['n'], properties: { n: { $ref: '#' } } }, { type: ['object', 'null'], required: ['n'], properties: { n: { $ref: '#' } } }, '+-', 'TYPE_EXTENDED'],
  ['when the depth of a list is limited', tree(text), { type: 'object', properties: { value: text, kids: { type: 'array', items: { type: 'object', properties: { value: text, kids: { maxItems: 0, type: 'array' } } } } } }, '-+', 'MAX_ITEMS_ADDED SCHEMA_REMOVED'],
  ['when a dynamic tree widens', dynamicTree(whole), dynamicTree({ type: 'number' }), '+-', 'TYPE_EXTENDED'],
  ['when a dynamic reference becomes a static one', dynamicTree(text), { ...D20, ...tree(text) }, '++', ''],
  ['when a dynamic tree narrows', dynamicTree({ type: 'number' }), dynamicTree(whole), '-+', 'TYPE_NARROWED'],
  ['when a recursive tree of 2019-09 widens', recursiveTree(whole), recursiveTree({ type: 'number' }), '+-', 'TYPE_EXTENDED'],
  ['when a recursive tree moves to 2020-12', recursiveTree(text), dynamicTree(text), '++', ''],
  ['when draft-07 moves to 2020-12', { ...D07, definitions: { t: text }, $ref: '#/definitions/t' }, { ...D20, $defs: { t: text }, $ref: '#/$defs/t' }, '++', ''],
  ['when a draft-07 tuple becomes prefixItems', { ...D07, type: 'array', items: [text, whole], additionalItems: false }, { ...D20, type: 'array', prefixItems: [text, whole], items: false }, '++', ''],
  ['when a draft-07 tuple grows', { ...D07, type: 'array', items: [text] }, { ...D07, type: 'array', items: [text, whole] }, '-+', 'ITEM_ADDED_TO_OPEN_CONTENT_MODEL'],
  ['when additionalItems of draft-07 are forbidden', { ...D07, type: 'array', items: [text] }, { ...D07, type: 'array', items: [text], additionalItems: false }, '-+', 'ADDITIONAL_ITEMS_REMOVED'],
  ['when additionalItems of 2019-09 are allowed', { ...D19, type: 'array', items: [text], additionalItems: false }, { ...D19, type: 'array', items: [text] }, '+-', 'ADDITIONAL_ITEMS_ADDED'],
  ['when additionalItems stand beside a schema for all items', { ...D07, items: text }, { ...D07, items: text, additionalItems: false }, '++', ''],
  ['when dependencies of draft-07 are split up', { ...D07, dependencies: { a: ['b'], c: { required: ['d'] } } }, { ...D20, dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } } }, '++', ''],
  ['when a dependency of draft-07 is added', { ...D07 }, { ...D07, dependencies: { a: ['b'] } }, '-+', 'DEPENDENCY_ARRAY_ADDED'],
  ['when a schema dependency of draft-07 is added', { ...D07 }, { ...D07, dependencies: { a: { required: ['b'] } } }, '-+', 'DEPENDENCY_SCHEMA_ADDED'],
  ['when draft-07 does not know unevaluatedProperties', { ...D07, type: 'object' }, { ...D07, type: 'object', unevaluatedProperties: false }, '++', ''],
  ['when draft-07 does not know minContains', { ...D07, contains: whole }, { ...D07, contains: whole, minContains: 2 }, '++', ''],
  ['when 2020-12 does not know additionalItems', { ...D20, prefixItems: [text] }, { ...D20, prefixItems: [text], additionalItems: false }, '++', ''],
  ['when an unknown keyword appears', text, { type: 'string', 'x-owner': 'orders' }, '++', ''],
];
