import type { Json, JsonObject } from '../../json';
import type { Case } from './case';

const D07 = { $schema: 'http://json-schema.org/draft-07/schema#' };
const D19 = { $schema: 'https://json-schema.org/draft/2019-09/schema' };
const D20 = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };
const tree = (value: Json): JsonObject => ({ type: 'object', properties: { value, kids: { type: 'array', items: { $ref: '#' } } } });
const dynamicTree = (value: Json): JsonObject => ({
  ...D20,
  $dynamicAnchor: 'node',
  type: 'object',
  properties: { value, kids: { type: 'array', items: { $dynamicRef: '#node' } } },
});
const recursiveTree = (value: Json): JsonObject => ({
  ...D19,
  $recursiveAnchor: true,
  type: 'object',
  properties: { value, kids: { type: 'array', items: { $recursiveRef: '#' } } },
});

/** Dynamic references and drafts. */
export const DRAFT_CASES: Case[] = [
  ['when a dynamic tree widens', dynamicTree(whole), dynamicTree({ type: 'number' }), '+-', 'TYPE_EXTENDED'],
  ['when a dynamic reference becomes a static one', dynamicTree(text), { ...D20, ...tree(text) }, '++', ''],
  ['when a dynamic tree narrows', dynamicTree({ type: 'number' }), dynamicTree(whole), '-+', 'TYPE_NARROWED'],
  ['when a recursive tree of 2019-09 widens', recursiveTree(whole), recursiveTree({ type: 'number' }), '+-', 'TYPE_EXTENDED'],
  ['when a recursive tree moves to 2020-12', recursiveTree(text), dynamicTree(text), '++', ''],
  [
    'when draft-07 moves to 2020-12',
    { ...D07, definitions: { t: text }, $ref: '#/definitions/t' },
    { ...D20, $defs: { t: text }, $ref: '#/$defs/t' },
    '++',
    '',
  ],
  [
    'when a draft-07 tuple becomes prefixItems',
    { ...D07, type: 'array', items: [text, whole], additionalItems: false },
    { ...D20, type: 'array', prefixItems: [text, whole], items: false },
    '++',
    '',
  ],
  [
    'when a draft-07 tuple grows',
    { ...D07, type: 'array', items: [text] },
    { ...D07, type: 'array', items: [text, whole] },
    '-+',
    'ITEM_ADDED_TO_OPEN_CONTENT_MODEL',
  ],
  [
    'when additionalItems of draft-07 are forbidden',
    { ...D07, type: 'array', items: [text] },
    { ...D07, type: 'array', items: [text], additionalItems: false },
    '-+',
    'ADDITIONAL_ITEMS_REMOVED',
  ],
  [
    'when additionalItems of 2019-09 are allowed',
    { ...D19, type: 'array', items: [text], additionalItems: false },
    { ...D19, type: 'array', items: [text] },
    '+-',
    'ADDITIONAL_ITEMS_ADDED',
  ],
  ['when additionalItems stand beside a schema for all items', { ...D07, items: text }, { ...D07, items: text, additionalItems: false }, '++', ''],
  [
    'when dependencies of draft-07 are split up',
    { ...D07, dependencies: { a: ['b'], c: { required: ['d'] } } },
    { ...D20, dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } } },
    '++',
    '',
  ],
  ['when a dependency of draft-07 is added', { ...D07 }, { ...D07, dependencies: { a: ['b'] } }, '-+', 'DEPENDENCY_ARRAY_ADDED'],
  [
    'when a schema dependency of draft-07 is added',
    { ...D07 },
    { ...D07, dependencies: { a: { required: ['b'] } } },
    '-+',
    'DEPENDENCY_SCHEMA_ADDED',
  ],
  [
    'when draft-07 does not know unevaluatedProperties',
    { ...D07, type: 'object' },
    { ...D07, type: 'object', unevaluatedProperties: false },
    '++',
    '',
  ],
  ['when draft-07 does not know minContains', { ...D07, contains: whole }, { ...D07, contains: whole, minContains: 2 }, '++', ''],
  ['when 2020-12 does not know additionalItems', { ...D20, prefixItems: [text] }, { ...D20, prefixItems: [text], additionalItems: false }, '++', ''],
  ['when an unknown keyword appears', text, { type: 'string', 'x-owner': 'orders' }, '++', ''],
];
