import { join } from 'node:path';
import { readSources, type SchemaFile } from '../generate/sources';
import { bodies, registry } from '../index';

const { files } = readSources(join(__dirname, '../../../../json-schema'));
const COMPLETED = 'checkout.order.completed';

function exampleOf<T extends object>(path: string): T {
  const file = files.find((candidate) => candidate.path === path) as SchemaFile;
  return structuredClone(file.schema.examples?.[0]) as T;
}

function completed(): { checkoutSessionId: string; order: Record<string, unknown> } {
  return exampleOf(`${COMPLETED}/1.0`);
}

/** The judgement of the generated code on one instance of one schema file. */
function judge(file: SchemaFile, instance: unknown) {
  if (file.kind === 'envelope') return registry.validateEnvelope(instance);
  if (file.kind === 'topic') return registry.forDataSchema(file.name, file.id)?.validate(instance);
  return Object.values(bodies)
    .find((body) => body.name === file.name)
    ?.validate(instance);
}

describe.each(files.filter((file) => file.kind !== 'model').map((file) => [file.path, file] as const))('%s', (_, file) => {
  test('when its examples are validated, then nothing is wrong', () => {
    expect(file.schema.examples?.map((example) => judge(file, example))).toEqual(file.schema.examples?.map(() => []));
  });

  test('when the instance is null, then the root is at fault', () => {
    expect(judge(file, null)).toContainEqual({ pointer: '', message: 'must be object', keyword: 'type' });
  });
});

describe('violations', () => {
  const validate = (data: unknown) => registry.newest(COMPLETED, 1)?.validate(data) ?? [];
  const pointers = (data: unknown) => validate(data).map(({ pointer, keyword }) => `${pointer} ${keyword}`);

  test('when several values are wrong, then each is pointed at', () => {
    const data = completed();
    data.order['orderNumber'] = '42';
    (data.order['items'] as Record<string, unknown>[])[0]!['quantity'] = 0;
    (data.order['total'] as Record<string, unknown>)['minor'] = 12.5;
    expect(pointers(data).sort()).toEqual(['/order/items/0/quantity minimum', '/order/orderNumber pattern', '/order/total/minor type']);
  });

  test('when a property is missing, then the missing one is pointed at', () => {
    const data = completed();
    delete data.order['customer'];
    expect(pointers(data)).toEqual(['/order/customer required']);
  });

  test('when a value is wrong, then no message quotes it', () => {
    const data = completed();
    data.order['customer'] = { id: 'customer-1', email: 'secret of ada' };
    expect(pointers(data)).toEqual(['/order/customer/email format']);
    expect(JSON.stringify(validate(data))).not.toContain('secret');
  });

  test('when valid data follows invalid data, then the violations already returned stay', () => {
    const found = validate(null);
    validate(completed());
    expect(found).toHaveLength(1);
  });

  test('when an event carries members of a newer minor, then they are accepted', () => {
    const data = completed();
    data.order['giftNote'] = 'Happy birthday';
    expect(validate({ ...data, channel: 'web' })).toEqual([]);
  });

  test.each(['bad\u0000name', 'lone \ud800 surrogate', ''])('when a text is %j, which cannot be stored, then it is refused', (name) => {
    const data = completed();
    (data.order['shippingAddress'] as Record<string, unknown>)['name'] = name;
    expect(pointers(data)).toContain('/order/shippingAddress/name pattern');
  });

  test('when a time is a leap second or not UTC, then it is refused, as a Date cannot hold it', () => {
    for (const placedAt of ['2026-12-31T23:59:60Z', '2026-03-14T09:26:53+01:00', '2026-02-30T00:00:00Z']) {
      const data = completed();
      data.order['placedAt'] = placedAt;
      expect(pointers(data).map((line) => line.split(' ')[0])).toContain('/order/placedAt');
    }
  });
});

describe('envelope', () => {
  const event = () => exampleOf<Record<string, unknown>>('envelope/1.0');
  const faults = (change: object) => registry.validateEnvelope({ ...event(), ...change }).map(({ pointer }) => pointer);

  test('when a sidecar has added attributes, then it is accepted', () => {
    expect(faults({ pubsubname: 'pubsub', topic: COMPLETED, expiration: '2026-04-13T09:26:53Z', tracestate: '' })).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['data is null', { data: null }, '/data'],
    ['the id is no UUID', { id: '42' }, '/id'],
    ['the id is written in capitals', { id: '0191D1F4-8C3A-7B11-9D6E-000000000001' }, '/id'],
    ['the type has two parts', { type: 'order.completed' }, '/type'],
    ['the source is no service', { source: 'https://example.com' }, '/source'],
    ['the schema is from elsewhere', { dataschema: 'https://example.com/x/1.0' }, '/dataschema'],
    ['an attribute has a capital in its name', { traceParent: 'x' }, '/traceParent'],
  ])('when %s, then that attribute is at fault', (_when, change, pointer) => {
    expect(faults(change)).toContain(pointer);
  });

  test('when the partition key is absent, then the missing attribute is at fault', () => {
    const { partitionkey: _partitionkey, ...rest } = event();
    expect(registry.validateEnvelope(rest).map(({ pointer }) => pointer)).toEqual(['/partitionkey']);
  });
});

describe('request bodies', () => {
  test.each<[string, () => readonly { pointer: string }[], string]>([
    ['has an unknown member', () => bodies.checkoutPutCartItem.validate({ quantity: 1, price: 5 }), '/price'],
    [
      'has an unknown member within',
      () =>
        bodies.paymentCapture.validate({
          ...exampleOf('http/payment/capture'),
          amount: { minor: 1, currency: 'EUR', x: 1 },
        }),
      '/amount/x',
    ],
    ['has too many of an item', () => bodies.checkoutPutCartItem.validate({ quantity: 100 }), '/quantity'],
    ['puts no item at all', () => bodies.checkoutPutCartItem.validate({ quantity: 0 }), '/quantity'],
    ['changes nothing', () => bodies.ordersPatchFulfillment.validate({}), ''],
    ['has no status that exists', () => bodies.ordersPatchStatus.validate({ status: 'LOST' }), '/status'],
  ])('when a body %s, then it is refused there', (_when, validate, pointer) => {
    expect(validate().map((violation) => violation.pointer)).toEqual([pointer]);
  });
});
