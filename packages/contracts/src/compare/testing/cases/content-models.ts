import type { Json, JsonObject } from '../../json';
import type { Case } from './case';

const o = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const closed = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => o(properties, { additionalProperties: false, ...more });
const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };

/** Additional properties, patterns and name rules, sizes. */
export const CONTENT_MODEL_CASES: Case[] = [
  ['when an open object is closed', o({ a: text }), closed({ a: text }), '-+', 'ADDITIONAL_PROPERTIES_REMOVED'],
  ['when a closed object is opened', closed({ a: text }), o({ a: text }), '+-', 'ADDITIONAL_PROPERTIES_ADDED'],
  ['when additional properties get a schema', o({ a: text }), o({ a: text }, { additionalProperties: text }), '-+', 'ADDITIONAL_PROPERTIES_NARROWED'],
  [
    'when additional properties lose their schema',
    o({ a: text }, { additionalProperties: text }),
    o({ a: text }),
    '+-',
    'ADDITIONAL_PROPERTIES_EXTENDED',
  ],
  [
    'when additional properties with a schema are forbidden',
    o({}, { additionalProperties: text }),
    closed({}),
    '-+',
    'ADDITIONAL_PROPERTIES_REMOVED',
  ],
  [
    'when the schema of additional properties narrows',
    o({}, { additionalProperties: { type: 'number' } }),
    o({}, { additionalProperties: whole }),
    '-+',
    'TYPE_NARROWED',
  ],
  [
    'when the schema of additional properties widens',
    o({}, { additionalProperties: whole }),
    o({}, { additionalProperties: { type: 'number' } }),
    '+-',
    'TYPE_EXTENDED',
  ],
  ['when additionalProperties true is written out', o({ a: text }), o({ a: text }, { additionalProperties: true }), '++', ''],
  ['when a schema for a pattern is added', o(), o({}, { patternProperties: { '^x': text } }), '-+', 'PATTERN_PROPERTY_ADDED'],
  ['when a schema for a pattern is removed', o({}, { patternProperties: { '^x': text } }), o(), '+-', 'PATTERN_PROPERTY_REMOVED'],
  [
    'when a schema for a pattern changes',
    o({}, { patternProperties: { '^x': text } }),
    o({}, { patternProperties: { '^x': whole } }),
    '--',
    'TYPE_CHANGED',
  ],
  [
    'when a name pattern is written another way',
    o({}, { patternProperties: { '^x': text }, additionalProperties: false }),
    o({}, { patternProperties: { '^[x]': text }, additionalProperties: false }),
    '++',
    'PATTERN_PROPERTY_ADDED PATTERN_PROPERTY_REMOVED',
  ],
  [
    'when a pattern is widened in a closed object',
    o({}, { patternProperties: { '^xy': text }, additionalProperties: false }),
    o({}, { patternProperties: { '^x': text }, additionalProperties: false }),
    '+-',
    'PATTERN_PROPERTY_ADDED PATTERN_PROPERTY_REMOVED',
  ],
  [
    'when a pattern says what a name rule says',
    o({}, { patternProperties: { '^x': true }, additionalProperties: false }),
    o({}, { propertyNames: { pattern: '^x' } }),
    '++',
    'PATTERN_PROPERTY_REMOVED ADDITIONAL_PROPERTIES_ADDED PROPERTY_NAMES_ADDED',
  ],
  ['when a name rule is added', o(), o({}, { propertyNames: { maxLength: 3 } }), '-+', 'PROPERTY_NAMES_ADDED'],
  ['when a name rule is removed', o({}, { propertyNames: { maxLength: 3 } }), o(), '+-', 'PROPERTY_NAMES_REMOVED'],
  [
    'when a name rule is loosened',
    o({}, { propertyNames: { maxLength: 3 } }),
    o({}, { propertyNames: { maxLength: 4 } }),
    '+-',
    'MAX_LENGTH_INCREASED',
  ],
  [
    'when names are listed and then limited in number',
    o({}, { propertyNames: { enum: ['a', 'b'] } }),
    o({}, { propertyNames: { enum: ['a', 'b'] }, maxProperties: 2 }),
    '++',
    'MAX_PROPERTIES_ADDED',
  ],
  [
    'when a required name is forbidden by a name rule',
    o({}, { required: ['abc'] }),
    o({}, { required: ['abc'], propertyNames: { maxLength: 2 } }),
    '-+',
    'PROPERTY_NAMES_ADDED',
  ],
  ['when minProperties is added', o(), o({}, { minProperties: 1 }), '-+', 'MIN_PROPERTIES_ADDED'],
  ['when minProperties is removed', o({}, { minProperties: 1 }), o(), '+-', 'MIN_PROPERTIES_REMOVED'],
  ['when minProperties is raised', o({}, { minProperties: 1 }), o({}, { minProperties: 2 }), '-+', 'MIN_PROPERTIES_INCREASED'],
  ['when minProperties is lowered', o({}, { minProperties: 2 }), o({}, { minProperties: 1 }), '+-', 'MIN_PROPERTIES_DECREASED'],
  ['when maxProperties is added', o(), o({}, { maxProperties: 1 }), '-+', 'MAX_PROPERTIES_ADDED'],
  ['when maxProperties is removed', o({}, { maxProperties: 1 }), o(), '+-', 'MAX_PROPERTIES_REMOVED'],
  ['when maxProperties is raised', o({}, { maxProperties: 1 }), o({}, { maxProperties: 2 }), '+-', 'MAX_PROPERTIES_INCREASED'],
  ['when maxProperties is lowered', o({}, { maxProperties: 2 }), o({}, { maxProperties: 1 }), '-+', 'MAX_PROPERTIES_DECREASED'],
  [
    'when required implies minProperties',
    o({}, { required: ['a', 'b'] }),
    o({}, { required: ['a', 'b'], minProperties: 2 }),
    '++',
    'MIN_PROPERTIES_ADDED',
  ],
  [
    'when a closed object implies maxProperties',
    closed({ a: text, b: text }),
    closed({ a: text, b: text }, { maxProperties: 2 }),
    '++',
    'MAX_PROPERTIES_ADDED',
  ],
  [
    'when all of a closed object must be there',
    closed({ a: text, b: text }, { minProperties: 2 }),
    closed({ a: text, b: text }, { required: ['a', 'b'] }),
    '++',
    'MIN_PROPERTIES_REMOVED REQUIRED_ATTRIBUTE_ADDED REQUIRED_ATTRIBUTE_ADDED',
  ],
];
