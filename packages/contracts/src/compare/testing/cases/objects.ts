import type { Json, JsonObject } from '../../json';
import type { Case } from './case';

const o = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const closed = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => o(properties, { additionalProperties: false, ...more });
const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };

/** Properties and required. */
export const OBJECT_CASES: Case[] = [
  [
    'when an optional property is added to an open object',
    o({ a: text }),
    o({ a: text, b: whole }),
    '-+',
    'OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL',
  ],
  [
    'when an optional property is added to a closed object',
    closed({ a: text }),
    closed({ a: text, b: whole }),
    '+-',
    'OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL',
  ],
  [
    'when a property that may be anything is added to an open object',
    o({ a: text }),
    o({ a: text, b: true }),
    '++',
    'PROPERTY_WITH_EMPTY_SCHEMA_ADDED_TO_OPEN_CONTENT_MODEL',
  ],
  [
    'when a required property is added to an open object',
    o({ a: text }),
    o({ a: text, b: whole }, { required: ['b'] }),
    '-+',
    'REQUIRED_ATTRIBUTE_ADDED REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL',
  ],
  [
    'when a required property is added to a closed object',
    closed({ a: text }),
    closed({ a: text, b: whole }, { required: ['b'] }),
    '--',
    'REQUIRED_ATTRIBUTE_ADDED REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL',
  ],
  [
    'when a required property with a default is added to a closed object',
    closed({ a: text }),
    closed({ a: text, b: { type: 'integer', default: 0 } }, { required: ['b'] }),
    '--',
    'REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL',
  ],
  [
    'when a required property with a default is added to an open object',
    o({ a: text }),
    o({ a: text, b: { type: 'integer', default: 0 } }, { required: ['b'] }),
    '-+',
    'REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL',
  ],
  ['when a property is removed from an open object', o({ a: text, b: whole }), o({ a: text }), '+-', 'PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL'],
  [
    'when a property is removed from a closed object',
    closed({ a: text, b: whole }),
    closed({ a: text }),
    '-+',
    'PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL',
  ],
  [
    'when a forbidden property is removed from a closed object',
    closed({ a: text, b: false }),
    closed({ a: text }),
    '++',
    'PROPERTY_WITH_FALSE_REMOVED_FROM_CLOSED_CONTENT_MODEL',
  ],
  ['when a property is forbidden in an open object', o({ a: text }), o({ a: text, b: false }), '-+', 'OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL'],
  [
    'when a property covered by the additional ones is added',
    o({}, { additionalProperties: text }),
    o({ a: text }, { additionalProperties: text }),
    '++',
    'PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  ],
  [
    'when a property not covered by the additional ones is added',
    o({}, { additionalProperties: text }),
    o({ a: whole }, { additionalProperties: text }),
    '--',
    'PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  ],
  [
    'when a property covered by the additional ones is removed',
    o({ a: text }, { additionalProperties: text }),
    o({}, { additionalProperties: text }),
    '++',
    'PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  ],
  [
    'when a property not covered by the additional ones is removed',
    o({ a: whole }, { additionalProperties: text }),
    o({}, { additionalProperties: text }),
    '--',
    'PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  ],
  [
    'when a property narrower than the additional ones is removed',
    o({ a: { enum: ['x'] } }, { additionalProperties: text }),
    o({}, { additionalProperties: text }),
    '+-',
    'PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  ],
  [
    'when a property covered by a pattern is added',
    o({}, { patternProperties: { '^a': text }, additionalProperties: false }),
    o({ ab: text }, { patternProperties: { '^a': text }, additionalProperties: false }),
    '++',
    'PROPERTY_ADDED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  ],
  ['when a property becomes required', o({ a: text }), o({ a: text }, { required: ['a'] }), '-+', 'REQUIRED_ATTRIBUTE_ADDED'],
  [
    'when a property with a default becomes required',
    o({ a: { type: 'string', default: '' } }),
    o({ a: { type: 'string', default: '' } }, { required: ['a'] }),
    '-+',
    'REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED',
  ],
  ['when a property becomes optional', o({ a: text }, { required: ['a'] }), o({ a: text }), '+-', 'REQUIRED_ATTRIBUTE_REMOVED'],
  ['when the order of required changes', o({}, { required: ['a', 'b'] }), o({}, { required: ['b', 'a'] }), '++', ''],
  [
    'when one required name is swapped',
    o({}, { required: ['a'] }),
    o({}, { required: ['b'] }),
    '--',
    'REQUIRED_ATTRIBUTE_ADDED REQUIRED_ATTRIBUTE_REMOVED',
  ],
  ['when an impossible property is required', closed({}), closed({}, { required: ['a'] }), '-+', 'REQUIRED_ATTRIBUTE_ADDED'],
  ['when the property of a property changes type', o({ a: o({ b: text }) }), o({ a: o({ b: whole }) }), '--', 'TYPE_CHANGED'],
  [
    'when a nested property becomes required',
    o({ a: o({ b: text }) }),
    o({ a: o({ b: text }, { required: ['b'] }) }),
    '-+',
    'REQUIRED_ATTRIBUTE_ADDED',
  ],
  ['when a nested enum grows', o({ a: o({ b: { enum: [1] } }) }), o({ a: o({ b: { enum: [1, 2] } }) }), '+-', 'ENUM_ARRAY_EXTENDED'],
  ['when a property named like a member of Object changes', o({ constructor: text }), o({ constructor: whole }), '--', 'TYPE_CHANGED'],
  ['when properties are only reordered', o({ a: text, b: whole }), o({ b: whole, a: text }), '++', ''],
];
