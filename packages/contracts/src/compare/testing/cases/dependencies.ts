import type { Json, JsonObject } from '../../json';
import type { Case } from './case';

const o = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const closed = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => o(properties, { additionalProperties: false, ...more });
const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };

/** Dependencies and unevaluated properties. */
export const DEPENDENCY_CASES: Case[] = [
  ['when a dependency is added', o(), o({}, { dependentRequired: { a: ['b'] } }), '-+', 'DEPENDENCY_ARRAY_ADDED'],
  ['when a dependency is removed', o({}, { dependentRequired: { a: ['b'] } }), o(), '+-', 'DEPENDENCY_ARRAY_REMOVED'],
  [
    'when a dependency demands more',
    o({}, { dependentRequired: { a: ['b'] } }),
    o({}, { dependentRequired: { a: ['b', 'c'] } }),
    '-+',
    'DEPENDENCY_ARRAY_EXTENDED',
  ],
  [
    'when a dependency demands less',
    o({}, { dependentRequired: { a: ['b', 'c'] } }),
    o({}, { dependentRequired: { a: ['b'] } }),
    '+-',
    'DEPENDENCY_ARRAY_NARROWED',
  ],
  [
    'when a dependency demands something else',
    o({}, { dependentRequired: { a: ['b'] } }),
    o({}, { dependentRequired: { a: ['c'] } }),
    '--',
    'DEPENDENCY_ARRAY_CHANGED',
  ],
  [
    'when a dependency follows from required',
    o({}, { required: ['b'] }),
    o({}, { required: ['b'], dependentRequired: { a: ['b'] } }),
    '++',
    'DEPENDENCY_ARRAY_ADDED',
  ],
  ['when a property demands itself', o(), o({}, { dependentRequired: { a: ['a'] } }), '++', 'DEPENDENCY_ARRAY_ADDED'],
  ['when a schema dependency is added', o(), o({}, { dependentSchemas: { a: { required: ['b'] } } }), '-+', 'DEPENDENCY_SCHEMA_ADDED'],
  ['when a schema dependency is removed', o({}, { dependentSchemas: { a: { required: ['b'] } } }), o(), '+-', 'DEPENDENCY_SCHEMA_REMOVED'],
  [
    'when a schema dependency tightens',
    o({}, { dependentSchemas: { a: { minProperties: 2 } } }),
    o({}, { dependentSchemas: { a: { minProperties: 3 } } }),
    '-+',
    'MIN_PROPERTIES_INCREASED',
  ],
  [
    'when a schema dependency says what a list says',
    o({}, { dependentRequired: { a: ['b'] } }),
    o({}, { dependentSchemas: { a: { required: ['b'] } } }),
    '++',
    'DEPENDENCY_ARRAY_REMOVED DEPENDENCY_SCHEMA_ADDED',
  ],
  [
    'when a dependency says what if and then say',
    o({}, { dependentRequired: { a: ['b'] } }),
    o({}, { if: { required: ['a'] }, then: { required: ['b'] } }),
    '++',
    'DEPENDENCY_ARRAY_REMOVED CONDITION_ADDED',
  ],
  [
    'when unevaluated properties are forbidden',
    { ...o(), allOf: [o({ a: text })] },
    { ...o(), allOf: [o({ a: text })], unevaluatedProperties: false },
    '-+',
    'UNEVALUATED_PROPERTIES_REMOVED',
  ],
  [
    'when unevaluated properties are allowed',
    { ...o(), allOf: [o({ a: text })], unevaluatedProperties: false },
    { ...o(), allOf: [o({ a: text })] },
    '+-',
    'UNEVALUATED_PROPERTIES_ADDED',
  ],
  [
    'when unevaluated properties get a schema',
    { ...o(), allOf: [o({ a: text })] },
    { ...o(), allOf: [o({ a: text })], unevaluatedProperties: text },
    '-+',
    'UNEVALUATED_PROPERTIES_NARROWED',
  ],
  ['when unevaluated properties lose their schema', { ...o(), unevaluatedProperties: text }, o(), '+-', 'UNEVALUATED_PROPERTIES_EXTENDED'],
  [
    'when unevaluated says what additional says',
    o({ a: text }, { unevaluatedProperties: false }),
    closed({ a: text }),
    '++',
    'ADDITIONAL_PROPERTIES_REMOVED UNEVALUATED_PROPERTIES_ADDED',
  ],
  [
    'when unevaluated sees through allOf',
    { type: 'object', allOf: [o({ a: text }), o({ b: whole })], unevaluatedProperties: false },
    closed({ a: text, b: whole }),
    '++',
    'OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL ADDITIONAL_PROPERTIES_REMOVED UNEVALUATED_PROPERTIES_ADDED PRODUCT_TYPE_NARROWED PRODUCT_TYPE_NARROWED',
  ],
  [
    'when an optional property is added beside unevaluated false',
    o({ a: text }, { unevaluatedProperties: false }),
    o({ a: text, b: text }, { unevaluatedProperties: false }),
    '+-',
    'OPTIONAL_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL',
  ],
  ['when an object becomes an array', o(), { type: 'array' }, '--', 'TYPE_CHANGED'],
];
