import { createGate } from '@sidecart/platform/testing';
import { randomUUID } from 'node:crypto';
import { simulatedCarrier } from './service';
import { addressOf } from './testing/events';
import { startShipping, wantedBody, type ShippingUnderTest } from './testing/shipping-under-test';

let shared: ShippingUnderTest;
let shipping: ShippingUnderTest;
beforeAll(async () => {
  shared = await startShipping();
});
beforeEach(() => {
  shipping = shared;
});
/** Puts a shipping service with a carrier of its own in place of the shared one. */
const start = async (...args: Parameters<typeof startShipping>) => {
  shipping = await startShipping(...args);
};
afterEach(async () => {
  if (shipping !== shared) await shipping.close();
});
afterAll(() => shared.close());

describe('a shipment that a workflow asks for', () => {
  test('when the carrier takes it, then it has a tracking number and is told with all that is known', async () => {
    const orderId = randomUUID();
    const { status, headers, body } = await shipping.create(orderId);
    expect([status, headers['location']]).toEqual([201, `/shipments/${orderId}`]);
    const { items, orderNumber, customerId } = wantedBody(orderId);
    const at = shipping.clock.now().toISOString();
    const [label] = await shipping.labels(orderId);
    expect(body).toEqual({
      ...{ orderId, shipmentId: body.shipmentId, orderNumber, path: 'orchestration', status: 'CREATED', items },
      ...{ carrier: 'Simulated Parcel', trackingNumber: label?.number, labelMadeAt: at, createdAt: at },
    });
    expect((await shipping.show(orderId)).body).toEqual(body);
    const [event, ...more] = await shipping.events(orderId);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ type: 'shipping.shipment.created', source: '/services/shipping', partitionkey: orderId });
    expect(event?.data).toEqual({
      ...{ orderId, orderNumber, path: 'orchestration', customerId, shipmentId: body.shipmentId },
      ...{ carrier: 'Simulated Parcel', trackingNumber: label?.number, items, createdAt: at },
    });
    expect(JSON.stringify(await shipping.rows('select payload, outcome from platform.intents'))).not.toContain('Harbour');
  });

  test('when it is asked for again, at once, on another replica or by another key, then there is one label', async () => {
    const orderId = randomUUID();
    const answers = await Promise.all([shipping, shipping.other, shipping, shipping.other].map((replica) => replica.create(orderId)));
    expect(answers.filter(({ status }) => status !== 201 && status !== 202 && status !== 200)).toEqual([]);
    const again = await shipping.other.create(orderId, { items: [1, 1].map((quantity) => ({ sku: 'MUG-BLUE', quantity })) }, 'another-key');
    const [label, ...more] = await shipping.labels(orderId);
    expect([again.status, again.body.trackingNumber, more]).toEqual([200, label?.number, []]);
    expect(await shipping.events(orderId)).toHaveLength(1);
  });

  test.each([
    ['US', '3011 AA'],
    ['NL', 'NO SUCH PLACE'],
  ])('when the carrier does not deliver to %s %s, then it is refused for good and told as failed', async (country, postalCode) => {
    const orderId = randomUUID();
    const changes = { shippingAddress: addressOf(postalCode, country) };
    for (const answer of [await shipping.create(orderId, changes), await shipping.create(orderId, changes)]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'UNDELIVERABLE_ADDRESS']);
    }
    expect(await shipping.events(orderId)).toMatchObject([
      { type: 'shipping.shipment.failed', data: { orderId, path: 'orchestration', reason: { code: 'UNDELIVERABLE_ADDRESS' } } },
    ]);
    expect((await shipping.show(orderId)).body).toMatchObject({ status: 'FAILED', reason: { code: 'UNDELIVERABLE_ADDRESS' } });
    expect(await shipping.open(orderId)).toEqual([]);
  });

  test('when the order or the key stands for something else, then it is refused and no label is made', async () => {
    const [orderId, other] = [randomUUID(), randomUUID()];
    await shipping.create(orderId);
    for (const changes of [{ items: [{ sku: 'MUG-BLUE', quantity: 3 }] }, { shippingAddress: addressOf('1012 AB') }]) {
      const differs = await shipping.create(orderId, changes);
      expect([differs.status, differs.body.code]).toEqual([422, 'SHIPMENT_DIFFERS']);
    }
    const reused = await shipping.create(other, {}, `${orderId}-ship`);
    expect([reused.status, reused.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await shipping.show(other)).status).toBe(404);
    expect(await shipping.labels(other)).toEqual([]);
  });

  test('when the request breaks its contract, then it is a problem', async () => {
    const body = wantedBody(randomUUID());
    const headers = { 'idempotency-key': 'k' };
    expect((await shipping.post('/shipments', body)).body).toMatchObject({ status: 400, errors: [{ pointer: '/headers/idempotency-key' }] });
    expect((await shipping.post('/shipments?dryRun=maybe', body, headers)).status).toBe(400);
    for (const bad of [{ items: [] }, { path: 'sideways' }, { shippingAddress: {} }, { surprise: 1 }]) {
      expect((await shipping.post('/shipments', { ...body, ...bad }, headers)).status).toBe(400);
    }
    expect((await shipping.show('nonsense')).status).toBe(404);
    expect((await shipping.show(randomUUID())).status).toBe(404);
  });
});

describe('an outcome that is unknown', () => {
  test.each(['TIMEOUT AFTER', 'TIMEOUT BEFORE', 'UNAVAILABLE ONCE'])(
    'when the carrier answers with %s, then it is pending, and the same key finds out: one label, told once',
    async (postalCode) => {
      const orderId = randomUUID();
      const changes = { shippingAddress: addressOf(postalCode) };
      const first = await shipping.create(orderId, changes);
      expect([first.status, first.body.status, first.headers['retry-after']]).toEqual([202, 'PENDING', '1']);
      expect(await shipping.events(orderId)).toEqual([]);
      const second = await shipping.create(orderId, changes);
      const [label, ...more] = await shipping.labels(orderId);
      expect([second.status, second.body.trackingNumber, more]).toEqual([201, label?.number, []]);
      expect(await shipping.events(orderId, 'created')).toHaveLength(1);
    },
  );

  test('when nobody asks again, then the worker does, and never gives up on a workflow', async () => {
    const [lost, away] = [randomUUID(), randomUUID()];
    await shipping.create(lost, { shippingAddress: addressOf('TIMEOUT AFTER') });
    await shipping.create(away, { shippingAddress: addressOf('ALWAYS TIMEOUT') });
    shipping.clock.advance(3_600_000);
    await shipping.work();
    expect(await shipping.events(lost, 'created')).toHaveLength(1);
    expect(await shipping.events(away)).toEqual([]);
    expect((await shipping.show(away)).body).toMatchObject({ status: 'PENDING' });
    expect(await shipping.open(away)).toMatchObject([{ kind: 'create-shipment', key: away }]);
  });

  test('when the carrier takes longer than it may, then the call is ended and the outcome is unknown', async () => {
    await start(simulatedCarrier, { CARRIER_TIMEOUT_MS: '100', SIMULATOR_LATENCY_MIN_MS: '60000' });
    expect((await shipping.create(randomUUID())).status).toBe(202);
    const check = await shipping.check(randomUUID());
    expect([check.status, check.body.code]).toEqual([503, 'CARRIER_TIMEOUT']);
  });

  test('when the process dies between the carrier’s answer and its settlement, then another one settles once', async () => {
    const gate = createGate();
    let dies = true;
    await start((platform, config) => {
      const carrier = simulatedCarrier(platform, config);
      return {
        ...carrier,
        create: async (...args) => {
          const outcome = await carrier.create(...args);
          if (dies) await gate.pass();
          return outcome;
        },
      };
    });
    const orderId = randomUUID();
    const dead = shipping.create(orderId);
    await gate.reached;
    dies = false;
    expect((await shipping.other.create(orderId)).status).toBe(202);
    expect(await shipping.other.work()).toBe(0);
    shipping.clock.advance(31_000);
    expect(await shipping.other.work()).toBe(1);
    expect(await shipping.events(orderId, 'created')).toHaveLength(1);
    gate.open();
    expect((await dead).status).toBe(201);
    expect(await shipping.events(orderId)).toHaveLength(1);
    expect(await shipping.labels(orderId)).toHaveLength(1);
  });
});

describe('the question whether an order could be shipped', () => {
  test('when it is asked, then it says what the carrier would and writes nothing', async () => {
    const orderId = randomUUID();
    expect((await shipping.check(orderId)).body).toEqual({ possible: true });
    const refused = await shipping.check(orderId, { shippingAddress: addressOf('10001', 'US') });
    expect([refused.status, refused.body]).toEqual([
      200,
      { possible: false, reason: { code: 'UNDELIVERABLE_ADDRESS', message: 'The carrier does not deliver to US.' } },
    ]);
    expect((await shipping.show(orderId)).status).toBe(404);
    expect([...(await shipping.labels(orderId)), ...(await shipping.events(orderId)), ...(await shipping.open(orderId))]).toEqual([]);
  });

  test('when the order is decided about already, then that answers', async () => {
    const [made, cancelled, failed] = [randomUUID(), randomUUID(), randomUUID()];
    const nowhere = { shippingAddress: addressOf('NO SUCH PLACE') };
    await shipping.create(made);
    await shipping.cancel(cancelled);
    await shipping.create(failed, nowhere);
    expect((await shipping.check(made)).body).toEqual({ possible: true });
    expect((await shipping.check(made, nowhere)).body.reason.code).toBe('SHIPMENT_DIFFERS');
    expect((await shipping.check(cancelled)).body).toMatchObject({ possible: false, reason: { code: 'SHIPMENT_CANCELLED' } });
    expect((await shipping.check(failed, nowhere)).body).toMatchObject({ possible: false, reason: { code: 'UNDELIVERABLE_ADDRESS' } });
  });
});

describe('the list of shipments', () => {
  test('when it is paged through, then each order comes once and in order, a tombstone as cancelled', async () => {
    await start();
    const orders = Array.from({ length: 5 }, () => randomUUID()).sort();
    for (const [index, orderId] of orders.entries()) await (index === 2 ? shipping.cancel(orderId) : shipping.create(orderId));
    const seen: { orderId: string; status: string }[] = [];
    for (let after: string | null = ''; after !== null && seen.length < 9;) {
      const { body } = await shipping.get(`/shipments?limit=2${after === '' ? '' : `&after=${after}`}`);
      const page = body as { items: { orderId: string; status: string }[]; next: string | null };
      seen.push(...page.items);
      after = page.next;
    }
    expect(seen.map(({ orderId }) => orderId)).toEqual(orders);
    expect(seen[2]).toEqual({ orderId: orders[2], status: 'CANCELLED', items: [] });
    expect(JSON.stringify(seen)).not.toContain('Harbour');
  });

  test('when the page is none, then it is refused', async () => {
    const bad = await shipping.get('/shipments?limit=501&after=x');
    expect(bad.status).toBe(400);
    expect((bad.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(['/query/limit', '/query/after']);
  });
});
