import { compareSchemas, type Json, type JsonObject } from '../src/compare';

/** Schemas of the size and shape of a real event: an order with customer, lines, money and addresses. */
function eventSchema(version: number): JsonObject {
  const money: Json = {
    type: 'object',
    required: ['amount', 'currency'],
    additionalProperties: false,
    properties: { amount: { type: 'integer' }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
  };
  const line: Json = {
    type: 'object',
    required: ['sku', 'quantity', 'price'],
    properties: {
      sku: { type: 'string', pattern: '^[A-Z]{2,4}-[0-9]+$' },
      quantity: { type: 'integer', minimum: 1, maximum: 1000 + version },
      price: { $ref: '#/$defs/money' },
      note: { type: 'string', maxLength: 200 },
    },
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://schemas.example.test/orders/${version}`,
    title: 'Order completed',
    type: 'object',
    required: ['orderId', 'customer', 'lines', 'total', 'status'],
    properties: {
      orderId: { type: 'string', format: 'uuid' },
      placedAt: { type: 'string', format: 'date-time' },
      status: { enum: ['PENDING', 'PAID', 'SHIPPED', 'FAILED'] },
      customer: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'string', minLength: 1 }, email: { type: 'string', format: 'email' }, tier: { enum: ['basic', 'gold'] } },
      },
      lines: { type: 'array', minItems: 1, maxItems: 500, items: { $ref: '#/$defs/line' } },
      total: { $ref: '#/$defs/money' },
      payment: {
        oneOf: [
          { type: 'object', required: ['kind', 'last4'], properties: { kind: { const: 'card' }, last4: { type: 'string', pattern: '^[0-9]{4}$' } } },
          { type: 'object', required: ['kind', 'iban'], properties: { kind: { const: 'transfer' }, iban: { type: 'string', maxLength: 34 } } },
        ],
      },
      shipTo: {
        type: 'object',
        required: ['street', 'city', 'country'],
        additionalProperties: { type: 'string' },
        properties: {
          street: { type: 'string' },
          city: { type: 'string' },
          country: { type: 'string', pattern: '^[A-Z]{2}$' },
          zip: { type: ['string', 'null'] },
        },
      },
    },
    $defs: { money, line },
  };
}

type Change = (schema: JsonObject) => void;
const within = (schema: JsonObject, ...path: string[]) => path.reduce((at, key) => at[key] as JsonObject, schema);

/** The changes of everyday evolution, compatible and breaking ones. */
const CHANGES: Change[] = [
  () => undefined,
  (schema) => (within(schema, 'properties').gift = { type: 'boolean' }),
  (schema) => (schema.required as string[]).push('placedAt'),
  (schema) => (schema.required as string[]).pop(),
  (schema) => (within(schema, 'properties', 'status').enum as string[]).push('RETURNED'),
  (schema) => (within(schema, 'properties', 'status').enum as string[]).pop(),
  (schema) => (within(schema, '$defs', 'line', 'properties', 'note').maxLength = 500),
  (schema) => (within(schema, '$defs', 'line', 'properties', 'note').maxLength = 50),
  (schema) => (within(schema, '$defs', 'money', 'properties').amount = { type: 'number' }),
  (schema) => (schema.additionalProperties = false),
];

/** Runs the comparisons and prints what they took; every pair of schemas is a new one. */
function main(): void {
  const total = 1000;
  const pairs = Array.from({ length: total }, (_, i): [Json, Json] => {
    const old = eventSchema(i);
    const now = structuredClone(old);
    CHANGES[i % CHANGES.length]?.(now);
    return [old, now];
  });
  for (let i = 0; i < 20; i++) compareSchemas(eventSchema(-i), eventSchema(-i - 1));
  const verdicts = new Map<string, number>();
  const start = performance.now();
  for (const [old, now] of pairs) {
    const { verdict } = compareSchemas(old, now);
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  }
  const took = performance.now() - start;
  const counts = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  console.log(`${total} comparisons in ${took.toFixed(0)} ms (${(took / total).toFixed(2)} ms each): ${counts}`);
}

main();
