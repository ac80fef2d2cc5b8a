import { compareSchemas, type Json, type JsonObject } from './index';

const o = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const closed = (properties: JsonObject = {}, more: JsonObject = {}): JsonObject => o(properties, { additionalProperties: false, ...more });
const text: Json = { type: 'string' };
const whole: Json = { type: 'integer' };

type Row = [title: string, old: Json, now: Json];

const TOLERATED: Row[] = [
  ['an optional property is added to an open object', o({ a: text }), o({ a: text, b: whole })],
  ['a property is removed from a closed object', closed({ a: text, b: whole }), closed({ a: text })],
  ['an open object is closed', o({ a: text }), closed({ a: text })],
  ['additional properties get a schema', o({ a: text }), o({ a: text }, { additionalProperties: text })],
  ['a property not covered by the additional ones is added', o({}, { additionalProperties: text }), o({ a: whole }, { additionalProperties: text })],
  [
    'a property not covered by the additional ones is removed',
    o({ a: whole }, { additionalProperties: text }),
    o({}, { additionalProperties: text }),
  ],
  ['a nested open object gains an optional property', o({ a: o({ b: text }) }), o({ a: o({ b: text, c: whole }) })],
  ['an open object in a list gains an optional property', { items: o({ a: text }) }, { items: o({ a: text, b: whole }) }],
  [
    'an open object in a union gains an optional property',
    { oneOf: [o({ a: text }, { required: ['a'] }), text] },
    { oneOf: [o({ a: text, b: whole }, { required: ['a'] }), text] },
  ],
  [
    'a definition gains an optional property',
    { $ref: '#/$defs/m', $defs: { m: o({ a: text }) } },
    { $ref: '#/$defs/m', $defs: { m: o({ a: text, b: whole }) } },
  ],
  ['a recursive object gains an optional property', o({ kids: { items: { $ref: '#' } } }), o({ kids: { items: { $ref: '#' } }, b: whole })],
  ['unevaluated properties are forbidden', o({ a: text }), o({ a: text }, { unevaluatedProperties: false })],
  ['an item is added to an open tuple', { prefixItems: [text] }, { prefixItems: [text, whole] }],
  ['an item is removed from a closed tuple', { prefixItems: [text, whole], items: false }, { prefixItems: [text], items: false }],
  ['a tuple is closed', { prefixItems: [text] }, { prefixItems: [text], items: false }],
  ['an optional property is added and a type widened', o({ a: whole }), o({ a: { type: 'number' }, b: whole })],
];

const REFUSED: Row[] = [
  ['a required property is added', o({ a: text }), o({ a: text, b: whole }, { required: ['b'] })],
  ['a type narrows', o({ a: { type: 'number' } }), o({ a: whole })],
  ['an enum narrows beside a tolerated addition', o({ a: { enum: [1, 2] } }), o({ a: { enum: [1] }, b: whole })],
  ['a required property is removed from a closed object and demanded elsewhere', closed({ a: text }), closed({ b: text }, { required: ['b'] })],
  ['a limit on the number of properties is added', o(), o({}, { maxProperties: 1 })],
  ['a property is forbidden by not', o({ a: text }), o({ a: text }, { not: { required: ['a'] } })],
  ['the pattern of names is exchanged', o({}, { propertyNames: { pattern: '^a' } }), o({}, { propertyNames: { pattern: '^b' } })],
];

describe('the lenient policy', () => {
  test.each(TOLERATED)('when %s, then strict breaks and lenient lets it pass, still listing it', (_, old, now) => {
    expect(compareSchemas(old, now)).toMatchObject({ verdict: 'breaking' });
    const result = compareSchemas(old, now, { policy: 'lenient', check: 'ajv' });
    expect(result).toMatchObject({ verdict: 'compatible', proof: { result: 'tolerated' } });
    expect(result.differences.length).toBeGreaterThan(0);
    expect(result.differences.filter(({ breaking }) => breaking)).toEqual([]);
    expect(result.differences.some(({ reason }) => reason.includes('tolerated'))).toBe(true);
  });

  test.each(TOLERATED)('when %s, then the same holds read the other way round', (_, old, now) => {
    expect(compareSchemas(now, old, { mode: 'forward' }).compatible).toBe(false);
    expect(compareSchemas(now, old, { mode: 'forward', policy: 'lenient' }).compatible).toBe(true);
  });

  test.each(REFUSED)('when %s, then lenient breaks too, with a witness of the real breach', (_, old, now) => {
    const result = compareSchemas(old, now, { policy: 'lenient', check: 'ajv' });
    expect(result).toMatchObject({ verdict: 'breaking', compatible: false });
    expect(result).toHaveProperty('witness');
    expect(result.differences.some(({ breaking }) => breaking)).toBe(true);
  });

  test('when a tolerated difference stands beside a real one, then only the real one is breaking', () => {
    const result = compareSchemas(o({ a: { enum: [1, 2] } }), o({ a: { enum: [1] }, b: whole }), { policy: 'lenient' });
    expect(result.differences.map(({ type, breaking }) => [type, breaking])).toEqual([
      ['ENUM_ARRAY_NARROWED', true],
      ['OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL', false],
    ]);
  });
});
