import type { Json } from '../../json';
import type { Case } from './case';

const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };
const nil: Json = { type: 'null' };
const kind = (name: string, more: Record<string, Json> = {}, required: string[] = []): Json => ({
  type: 'object',
  required: ['kind', ...required],
  properties: { kind: { const: name }, ...more },
});

/** allOf, anyOf and oneOf. */
export const COMBINED_CASES: Case[] = [
  ['when a further schema must hold', { allOf: [text] }, { allOf: [text, { minLength: 1 }] }, '-+', 'PRODUCT_TYPE_EXTENDED'],
  ['when one schema fewer must hold', { allOf: [text, { minLength: 1 }] }, { allOf: [text] }, '+-', 'PRODUCT_TYPE_NARROWED'],
  ['when the members of allOf are reordered', { allOf: [text, { minLength: 1 }] }, { allOf: [{ minLength: 1 }, text] }, '++', ''],
  [
    'when allOf is merged into its parent',
    { allOf: [text, { minLength: 1 }] },
    { type: 'string', minLength: 1 },
    '++',
    'MIN_LENGTH_ADDED PRODUCT_TYPE_NARROWED PRODUCT_TYPE_NARROWED',
  ],
  ['when a member of allOf tightens', { allOf: [{ minLength: 1 }, text] }, { allOf: [{ minLength: 2 }, text] }, '-+', 'MIN_LENGTH_INCREASED'],
  ['when a repeated member of allOf goes', { allOf: [text, text] }, { allOf: [text] }, '++', 'PRODUCT_TYPE_NARROWED'],
  ['when allOf contradicts itself', { allOf: [text, whole] }, false, '++', ''],
  ['when an alternative is added to anyOf', { anyOf: [text, nil] }, { anyOf: [text, nil, whole] }, '+-', 'TYPE_EXTENDED SUM_TYPE_EXTENDED'],
  ['when an alternative is removed from anyOf', { anyOf: [text, nil, whole] }, { anyOf: [text, nil] }, '-+', 'TYPE_NARROWED SUM_TYPE_NARROWED'],
  ['when the alternatives of anyOf are reordered', { anyOf: [text, nil] }, { anyOf: [nil, text] }, '++', ''],
  [
    'when an alternative of anyOf tightens',
    { anyOf: [text, nil] },
    { anyOf: [{ type: 'string', minLength: 1 }, nil] },
    '-+',
    'MIN_LENGTH_ADDED COMBINED_TYPE_SUBSCHEMAS_CHANGED',
  ],
  ['when an alternative of anyOf loosens', { anyOf: [{ type: 'string', minLength: 1 }, nil] }, { anyOf: [text, nil] }, '+-', 'MIN_LENGTH_REMOVED'],
  [
    'when an alternative tightens but another covers it',
    { anyOf: [{ type: 'string', maxLength: 9 }, text] },
    { anyOf: [{ type: 'string', maxLength: 3 }, text] },
    '++',
    'MAX_LENGTH_DECREASED COMBINED_TYPE_SUBSCHEMAS_CHANGED',
  ],
  ['when types are written as anyOf', { type: ['string', 'null'] }, { anyOf: [text, nil] }, '++', 'COMBINED_TYPE_CHANGED'],
  ['when a plain schema becomes an alternative', text, { anyOf: [text, nil] }, '+-', 'TYPE_EXTENDED SUM_TYPE_EXTENDED'],
  ['when one alternative remains', { anyOf: [text, nil] }, text, '-+', 'TYPE_NARROWED SUM_TYPE_NARROWED'],
  [
    'when a range is split into two',
    { type: 'integer', minimum: 0, maximum: 9 },
    {
      type: 'integer',
      anyOf: [
        { minimum: 0, maximum: 4 },
        { minimum: 5, maximum: 9 },
      ],
    },
    '++',
    'MAXIMUM_REMOVED MINIMUM_REMOVED COMBINED_TYPE_CHANGED',
  ],
  [
    'when a split range leaves a gap',
    { type: 'integer', minimum: 0, maximum: 9 },
    {
      type: 'integer',
      anyOf: [
        { minimum: 0, maximum: 4 },
        { minimum: 6, maximum: 9 },
      ],
    },
    '-+',
    'MAXIMUM_REMOVED MINIMUM_REMOVED COMBINED_TYPE_CHANGED',
  ],
  ['when disjoint alternatives become exclusive', { anyOf: [text, nil] }, { oneOf: [text, nil] }, '++', 'COMBINED_TYPE_CHANGED'],
  ['when exclusive alternatives become inclusive', { oneOf: [text, nil] }, { anyOf: [text, nil] }, '++', 'COMBINED_TYPE_EXTENDED'],
  [
    'when overlapping alternatives become exclusive',
    { anyOf: [whole, { type: 'number', minimum: 0 }] },
    { oneOf: [whole, { type: 'number', minimum: 0 }] },
    '-+',
    'COMBINED_TYPE_CHANGED',
  ],
  [
    'when overlapping alternatives become inclusive',
    { oneOf: [whole, { type: 'number', minimum: 0 }] },
    { anyOf: [whole, { type: 'number', minimum: 0 }] },
    '+-',
    'COMBINED_TYPE_EXTENDED',
  ],
  ['when an alternative is added to oneOf', { oneOf: [text, nil] }, { oneOf: [text, nil, whole] }, '+-', 'TYPE_EXTENDED SUM_TYPE_EXTENDED'],
  ['when an alternative is removed from oneOf', { oneOf: [text, nil, whole] }, { oneOf: [text, nil] }, '-+', 'TYPE_NARROWED SUM_TYPE_NARROWED'],
  [
    'when an added alternative overlaps in oneOf',
    { oneOf: [{ type: 'integer', minimum: 0 }] },
    {
      oneOf: [
        { type: 'integer', minimum: 0 },
        { type: 'integer', maximum: 5 },
      ],
    },
    '--',
    'SUM_TYPE_EXTENDED',
  ],
  ['when the same alternative stands twice in oneOf', { oneOf: [text] }, { oneOf: [text, text] }, '-+', 'SUM_TYPE_EXTENDED'],
  ['when a tagged union grows', { oneOf: [kind('a'), kind('b')] }, { oneOf: [kind('a'), kind('b'), kind('c')] }, '+-', 'SUM_TYPE_EXTENDED'],
  ['when a tagged union shrinks', { oneOf: [kind('a'), kind('b'), kind('c')] }, { oneOf: [kind('a'), kind('b')] }, '-+', 'SUM_TYPE_NARROWED'],
  [
    'when a member of a tagged union gains a required property',
    { oneOf: [kind('a'), kind('b')] },
    { oneOf: [kind('a'), kind('b', { x: text }, ['x'])] },
    '-+',
    'REQUIRED_ATTRIBUTE_ADDED REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL COMBINED_TYPE_SUBSCHEMAS_CHANGED',
  ],
  ['when a tagged union becomes inclusive', { oneOf: [kind('a'), kind('b')] }, { anyOf: [kind('a'), kind('b')] }, '++', 'COMBINED_TYPE_EXTENDED'],
  ['when a tagged union is reordered', { oneOf: [kind('a'), kind('b')] }, { oneOf: [kind('b'), kind('a')] }, '++', ''],
  [
    'when the tags of a union are renamed',
    { oneOf: [kind('a'), kind('b')] },
    { oneOf: [kind('a'), kind('c')] },
    '--',
    'ENUM_ARRAY_CHANGED COMBINED_TYPE_SUBSCHEMAS_CHANGED',
  ],
];
