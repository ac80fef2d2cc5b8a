import type { Json, JsonObject } from '../../json';
import type { Case } from './case';

const D20 = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };
const list = (value: Json): JsonObject => ({
  $ref: '#/$defs/list',
  $defs: { list: { type: 'object', required: ['value'], properties: { value, next: { $ref: '#/$defs/list' } } } },
});
const tree = (value: Json): JsonObject => ({ type: 'object', properties: { value, kids: { type: 'array', items: { $ref: '#' } } } });
const closedTree = (kids: string): JsonObject => ({
  type: 'object',
  properties: { [kids]: { type: 'array', items: { $ref: '#' } } },
  additionalProperties: false,
});
const even = (value: Json): JsonObject => ({
  $ref: '#/$defs/even',
  $defs: { even: { properties: { n: { $ref: '#/$defs/odd' }, value } }, odd: { properties: { n: { $ref: '#/$defs/even' }, value } } },
});

/** References and recursion. */
export const REFERENCE_CASES: Case[] = [
  ['when a schema is moved into $defs', { properties: { a: text } }, { properties: { a: { $ref: '#/$defs/t' } }, $defs: { t: text } }, '++', ''],
  ['when a definition is renamed', { $ref: '#/$defs/a', $defs: { a: text } }, { $ref: '#/$defs/b', $defs: { b: text } }, '++', ''],
  [
    'when a referenced definition changes',
    { properties: { a: { $ref: '#/$defs/t' } }, $defs: { t: text } },
    { properties: { a: { $ref: '#/$defs/t' } }, $defs: { t: whole } },
    '--',
    'TYPE_CHANGED',
  ],
  [
    'when a definition used twice tightens, it is told once',
    { properties: { a: { $ref: '#/$defs/t' }, b: { $ref: '#/$defs/t' } }, $defs: { t: text } },
    { properties: { a: { $ref: '#/$defs/t' }, b: { $ref: '#/$defs/t' } }, $defs: { t: { type: 'string', maxLength: 3 } } },
    '-+',
    'MAX_LENGTH_ADDED',
  ],
  ['when an unused definition changes', { ...D20, type: 'string', $defs: { x: whole } }, { ...D20, type: 'string', $defs: { x: text } }, '++', ''],
  [
    'when a reference by anchor replaces one by pointer',
    { $ref: '#/$defs/t', $defs: { t: text } },
    { $ref: '#t', $defs: { t: { $anchor: 't', type: 'string' } } },
    '++',
    '',
  ],
  [
    'when a reference to an embedded resource replaces one by pointer',
    { $ref: '#/$defs/t', $defs: { t: text } },
    { $id: 'https://x.test/a', $ref: 'b', $defs: { t: { $id: 'b', type: 'string' } } },
    '++',
    'ID_CHANGED',
  ],
  [
    'when keywords beside $ref tighten',
    { $ref: '#/$defs/t', $defs: { t: text } },
    { $ref: '#/$defs/t', minLength: 1, $defs: { t: text } },
    '-+',
    'MIN_LENGTH_ADDED',
  ],
  [
    'when a definition under properties is referenced',
    { properties: { a: text, b: { $ref: '#/properties/a' } } },
    { properties: { a: text, b: text } },
    '++',
    '',
  ],
  ['when a pointer is escaped', { $ref: '#/$defs/a~1b%25', $defs: { 'a/b%': text } }, text, '++', ''],
  ['when the values of a linked list widen', list(whole), list({ type: 'number' }), '+-', 'TYPE_EXTENDED'],
  ['when the values of a linked list narrow', list({ type: 'number' }), list(whole), '-+', 'TYPE_NARROWED'],
  ['when the values of a tree change', tree(text), tree(whole), '--', 'TYPE_CHANGED'],
  [
    'when a tree refers to itself by name',
    tree(text),
    { $ref: '#/$defs/t', $defs: { t: { type: 'object', properties: { value: text, kids: { type: 'array', items: { $ref: '#/$defs/t' } } } } } },
    '++',
    '',
  ],
  [
    'when a tree is unrolled once',
    tree(text),
    {
      type: 'object',
      properties: { value: text, kids: { type: 'array', items: { $ref: '#/$defs/t' } } },
      $defs: { t: { type: 'object', properties: { value: text, kids: { type: 'array', items: { $ref: '#' } } } } },
    },
    '++',
    '',
  ],
  [
    'when a closed tree renames its children',
    closedTree('kids'),
    closedTree('children'),
    '--',
    'OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL',
  ],
  ['when two schemas refer to each other', even(whole), even({ type: 'number' }), '+-', 'TYPE_EXTENDED TYPE_EXTENDED'],
  ['when mutual recursion collapses', even(text), { properties: { n: { $ref: '#' }, value: text } }, '++', ''],
  [
    'when an endless list is demanded, nothing is valid',
    { type: 'object', required: ['n'], properties: { n: { $ref: '#' } } },
    text,
    '+-',
    'TYPE_CHANGED',
  ],
  [
    'when an endless list gets an end',
    { type: 'object', required: ['n'], properties: { n: { $ref: '#' } } },
    { type: ['object', 'null'], required: ['n'], properties: { n: { $ref: '#' } } },
    '+-',
    'TYPE_EXTENDED',
  ],
  [
    'when the depth of a list is limited',
    tree(text),
    {
      type: 'object',
      properties: {
        value: text,
        kids: { type: 'array', items: { type: 'object', properties: { value: text, kids: { maxItems: 0, type: 'array' } } } },
      },
    },
    '-+',
    'MAX_ITEMS_ADDED SCHEMA_REMOVED',
  ],
];
