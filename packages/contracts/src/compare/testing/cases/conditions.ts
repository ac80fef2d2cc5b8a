import type { Json } from '../../json';
import type { Case } from './case';

const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };
const nil: Json = { type: 'null' };
const has = (...required: string[]): Json => ({ required });

/** not, if, then and else. */
export const CONDITION_CASES: Case[] = [
  ['when something is forbidden', text, { type: 'string', not: { const: 'x' } }, '-+', 'NOT_TYPE_EXTENDED'],
  ['when nothing is forbidden any more', { type: 'string', not: { const: 'x' } }, text, '+-', 'NOT_TYPE_NARROWED'],
  ['when more is forbidden', { not: { enum: ['x'] } }, { not: { enum: ['x', 'y'] } }, '-+', 'NOT_TYPE_EXTENDED'],
  ['when less is forbidden', { not: { enum: ['x', 'y'] } }, { not: { enum: ['x'] } }, '+-', 'NOT_TYPE_NARROWED'],
  ['when something else is forbidden', { not: { const: 'x' } }, { not: { const: 'y' } }, '--', 'NOT_TYPE_CHANGED'],
  ['when what is forbidden was impossible', whole, { type: 'integer', not: text }, '++', 'NOT_TYPE_EXTENDED'],
  ['when a double negation goes', { not: { not: text } }, text, '++', 'TYPE_NARROWED NOT_TYPE_NARROWED'],
  [
    'when not is written as the other types',
    { not: text },
    { type: ['null', 'boolean', 'number', 'array', 'object'] },
    '++',
    'TYPE_NARROWED NOT_TYPE_NARROWED',
  ],
  [
    'when de Morgan rewrites a schema',
    { not: { anyOf: [text, nil] } },
    { allOf: [{ not: text }, { not: nil }] },
    '++',
    'PRODUCT_TYPE_EXTENDED PRODUCT_TYPE_EXTENDED NOT_TYPE_NARROWED',
  ],
  ['when a forbidden combination is added', { type: 'object' }, { type: 'object', not: has('a', 'b') }, '-+', 'NOT_TYPE_EXTENDED'],
  ['when a condition is added', { type: 'object' }, { type: 'object', if: has('a'), then: has('b') }, '-+', 'CONDITION_ADDED'],
  ['when a condition is removed', { type: 'object', if: has('a'), then: has('b') }, { type: 'object' }, '+-', 'CONDITION_REMOVED'],
  [
    'when then demands more',
    { if: has('a'), then: has('b') },
    { if: has('a'), then: has('b', 'c') },
    '-+',
    'REQUIRED_ATTRIBUTE_ADDED CONDITION_CHANGED',
  ],
  [
    'when then demands less',
    { if: has('a'), then: has('b', 'c') },
    { if: has('a'), then: has('b') },
    '+-',
    'REQUIRED_ATTRIBUTE_REMOVED CONDITION_CHANGED',
  ],
  ['when else is added', { if: has('a'), then: has('b') }, { if: has('a'), then: has('b'), else: has('c') }, '-+', 'CONDITION_CHANGED'],
  ['when else is removed', { if: has('a'), else: has('c') }, { if: has('a') }, '+-', 'CONDITION_CHANGED'],
  [
    'when the condition applies more often',
    { type: 'object', if: has('a', 'x'), then: has('b') },
    { type: 'object', if: has('a'), then: has('b') },
    '-+',
    'CONDITION_CHANGED',
  ],
  [
    'when the condition applies less often',
    { type: 'object', if: has('a'), then: has('b') },
    { type: 'object', if: has('a', 'x'), then: has('b') },
    '+-',
    'CONDITION_CHANGED',
  ],
  ['when if stands alone', text, { type: 'string', if: { minLength: 3 } }, '++', 'CONDITION_ADDED'],
  ['when then stands alone', text, { type: 'string', then: { minLength: 3 } }, '++', ''],
  [
    'when a condition is written with not and anyOf',
    { type: 'object', if: has('a'), then: has('b') },
    { type: 'object', anyOf: [{ not: has('a') }, has('b')] },
    '++',
    'COMBINED_TYPE_CHANGED CONDITION_REMOVED',
  ],
  [
    'when if is inverted and the branches swapped',
    { type: 'object', if: has('a'), then: has('b'), else: has('c') },
    { type: 'object', if: { not: has('a') }, then: has('c'), else: has('b') },
    '++',
    'CONDITION_CHANGED',
  ],
  [
    'when a condition on a constant tightens',
    { properties: { c: { enum: ['DE', 'FR'] } }, required: ['c'], type: 'object' },
    { properties: { c: { enum: ['DE', 'FR'] } }, required: ['c'], type: 'object', if: { properties: { c: { const: 'DE' } } }, then: has('zip') },
    '-+',
    'CONDITION_ADDED',
  ],
  [
    'when a condition on a missing constant changes nothing',
    { properties: { c: { enum: ['DE', 'FR'] } }, required: ['c'], type: 'object' },
    { properties: { c: { enum: ['DE', 'FR'] } }, required: ['c'], type: 'object', if: { properties: { c: { const: 'IT' } } }, then: has('zip') },
    '++',
    'CONDITION_ADDED',
  ],
];
