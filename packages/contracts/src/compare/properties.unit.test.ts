import fc from 'fast-check';
import { compareSchemas, type Json, type JsonObject, SchemaLoadError } from './index';
import { loadSchemaValue } from './schema/load';
import { instances, schemaPairs, schemas } from './testing/schemas';
import { oracleOf } from './witness/oracle';

const SEED = 20260101;
const runs = (numRuns: number) => ({ numRuns, seed: SEED, endOnFailure: true });

/** Ajv's answer, or undefined where Ajv cannot compile the schema or its code fails. */
function ajvOf(schema: Json): ((value: Json) => boolean | undefined) | undefined {
  const oracle = oracleOf(loadSchemaValue(schema));
  return oracle ? (value) => oracle(value) ?? undefined : undefined;
}

/** Fails when an instance is valid on one side and invalid on the other. */
function contradicted(sub: Json, sup: Json, values: Json[]): Json | undefined {
  const accept = ajvOf(sub);
  const refuse = ajvOf(sup);
  return accept && refuse ? values.find((value) => accept(value) === true && refuse(value) === false) : undefined;
}

const batch = fc.array(instances, { minLength: 60, maxLength: 60 });

describe('random schemas', () => {
  test('when a pair is called compatible, then no instance contradicts it under Ajv', () => {
    let compatible = 0;
    fc.assert(
      fc.property(schemaPairs(), batch, ([old, now], values) => {
        const result = compareSchemas(old, now, { mode: 'backward' });
        if (!result.compatible) return;
        compatible++;
        expect(contradicted(old, now, values)).toBeUndefined();
      }),
      runs(900),
    );
    expect(compatible).toBeGreaterThan(200);
  });

  test('when a pair is called breaking, then Ajv confirms the witness', () => {
    fc.assert(
      fc.property(schemaPairs(), ([old, now]) => {
        const result = compareSchemas(old, now, { mode: 'backward' });
        if (result.verdict !== 'breaking') return;
        expect([ajvOf(old)?.(result.witness as Json), ajvOf(now)?.(result.witness as Json)]).toEqual([true, false]);
      }),
      runs(500),
    );
  });

  test('when evaluated properties and items are in play, then witnesses still convince Ajv', () => {
    fc.assert(
      fc.property(schemaPairs(true), ([old, now]) => {
        const result = compareSchemas(old, now, { mode: 'backward' });
        if (result.verdict !== 'breaking') return;
        expect([ajvOf(old)?.(result.witness as Json), ajvOf(now)?.(result.witness as Json)]).toEqual([true, false]);
      }),
      runs(300),
    );
  });

  test('when a schema is compared with itself, then it is compatible without differences', () => {
    fc.assert(
      fc.property(schemas(true), (schema) => {
        expect(compareSchemas(schema, structuredClone(schema), { mode: 'full' })).toMatchObject({ verdict: 'compatible', differences: [] });
      }),
      runs(400),
    );
  });

  test('when two schemas change places, then FULL says the same, and it is both directions together', () => {
    fc.assert(
      fc.property(schemaPairs(), ([old, now]) => {
        const full = compareSchemas(old, now, { mode: 'full' }).compatible;
        expect(compareSchemas(now, old, { mode: 'full' }).compatible).toBe(full);
        const backward = compareSchemas(old, now, { mode: 'backward' }).compatible;
        const forward = compareSchemas(old, now, { mode: 'forward' }).compatible;
        expect(full).toBe(backward && forward);
        expect(compareSchemas(now, old, { mode: 'forward' }).compatible).toBe(backward);
      }),
      runs(300),
    );
  });

  test('when the policy is lenient, then it accepts whatever strict accepts', () => {
    fc.assert(
      fc.property(schemaPairs(), ([old, now]) => {
        if (compareSchemas(old, now).compatible) expect(compareSchemas(old, now, { policy: 'lenient' }).compatible).toBe(true);
      }),
      runs(300),
    );
  });

  test('when an instance is judged, then the built-in evaluation and Ajv agree', () => {
    fc.assert(
      fc.property(schemas(), fc.array(instances, { minLength: 20, maxLength: 20 }), (schema, values) => {
        const ajv = ajvOf(schema);
        for (const value of ajv ? values : []) {
          // A schema that lists one value: it fits the other exactly when the other accepts that value.
          const { verdict } = compareSchemas({ const: value }, schema, { check: 'built-in' });
          if (!JSON.stringify(schema).includes('"contains"')) expect(verdict === 'compatible').toBe(ajv?.(value));
        }
      }),
      runs(150),
    );
  });
});

const BASE: JsonObject = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, count: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } }, kind: { enum: ['a', 'b'] } },
};

/** Changes that break whatever schema of an open object they are made to. */
const BREAKING: [string, (schema: JsonObject) => JsonObject][] = [
  ['a new required property', (schema) => ({ ...schema, required: [...((schema.required as string[] | undefined) ?? []), 'brandNew'] })],
  ['a type no instance has', (schema) => ({ allOf: [schema, { type: 'null' }] })],
  ['a forbidden property', (schema) => ({ allOf: [schema, { properties: { id: false } }] })],
  ['a narrower enum', (schema) => ({ allOf: [schema, { properties: { kind: { enum: ['a'] } } }] })],
  ['a length limit', (schema) => ({ allOf: [schema, { properties: { id: { maxLength: 2 } } }] })],
  ['a lower bound', (schema) => ({ allOf: [schema, { properties: { count: { minimum: 1 } } }] })],
  ['a limit on items', (schema) => ({ allOf: [schema, { properties: { tags: { maxItems: 1 } } }] })],
  ['a closed object', (schema) => ({ ...schema, additionalProperties: false })],
];

describe('known-breaking changes', () => {
  const additions = fc.dictionary(fc.constantFrom('x', 'y', 'z'), schemas(), { maxKeys: 3, noNullPrototype: true });
  test.each(BREAKING)('when %s is introduced, then it is caught with a witness', (_, change) => {
    fc.assert(
      fc.property(additions, (extra) => {
        const old: JsonObject = { ...BASE, properties: { ...(BASE.properties as JsonObject), ...extra } };
        let verdict: string;
        try {
          verdict = compareSchemas(old, change(old)).verdict;
        } catch (error) {
          // References of the added schemas do not hold where they are put.
          if (error instanceof SchemaLoadError) return;
          throw error;
        }
        expect(verdict).toBe('breaking');
      }),
      runs(60),
    );
  });
});
