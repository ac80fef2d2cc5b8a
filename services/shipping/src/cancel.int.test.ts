import { createGate } from '@sidecart/platform/testing';
import { randomUUID } from 'node:crypto';
import { simulatedCarrier } from './service';
import { addressOf, deadEvent, reservedEvent } from './testing/events';
import { startShipping, type ShippingUnderTest } from './testing/shipping-under-test';

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

const statusAtCarrier = async (orderId: string) => (await shipping.labels(orderId)).map(({ status }) => status);

describe('a cancellation', () => {
  test('when nothing happened, then it succeeds without asking the carrier, and the late shipment is refused', async () => {
    const orderId = randomUUID();
    for (const answer of [await shipping.cancel(orderId), await shipping.cancel(orderId), await shipping.show(orderId)]) {
      expect([answer.status, answer.body]).toEqual([200, { orderId, status: 'CANCELLED', items: [] }]);
    }
    const late = await shipping.create(orderId);
    expect([late.status, late.body.code]).toEqual([409, 'SHIPMENT_CANCELLED']);
    expect([...(await shipping.labels(orderId)), ...(await shipping.events(orderId)), ...(await shipping.open(orderId))]).toEqual([]);
  });

  test('when the label is made, then it is void, which is told once however often it is asked', async () => {
    const orderId = randomUUID();
    const { body } = await shipping.create(orderId);
    const answers = await Promise.all([shipping.cancel(orderId), shipping.other.cancel(orderId), shipping.cancel(orderId)]);
    expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
    const last = await shipping.cancel(orderId, 'Another reason.');
    expect([last.status, last.body]).toMatchObject([
      200,
      { status: 'CANCELLED', cancellation: { status: 'DONE', reason: 'The payment was refunded.' } },
    ]);
    const { shipmentId, trackingNumber } = body as Record<string, string>;
    const cancelled = await shipping.events(orderId, 'cancelled');
    expect(cancelled.map(({ data }) => data)).toEqual([
      {
        ...{ orderId, orderNumber: 'OR-00000042', path: 'orchestration', customerId: 'customer-17', shipmentId, trackingNumber },
        ...{ reason: 'The payment was refunded.', cancelledAt: shipping.clock.now().toISOString() },
      },
    ]);
    expect(await statusAtCarrier(orderId)).toEqual(['CANCELLED']);
    expect((await shipping.create(orderId)).body.code).toBe('SHIPMENT_CANCELLED');
    expect(await shipping.open(orderId)).toEqual([]);
  });

  test.each(['TIMEOUT AFTER', 'ALWAYS TIMEOUT'])(
    'when the outcome of the shipment is unknown, %s, then no label is left and nothing told',
    async (postalCode) => {
      const orderId = randomUUID();
      const changes = { shippingAddress: addressOf(postalCode) };
      expect((await shipping.create(orderId, changes)).status).toBe(202);
      expect((await shipping.cancel(orderId)).body).toMatchObject({ status: 'CANCELLED' });
      await shipping.settle();
      expect(await statusAtCarrier(orderId)).toEqual(['CANCELLED']);
      expect([...(await shipping.events(orderId)), ...(await shipping.open(orderId))]).toEqual([]);
      expect((await shipping.create(orderId, changes)).body.code).toBe('SHIPMENT_CANCELLED');
    },
  );

  test('when the carrier refused the shipment, then there is nothing to cancel and the refusal stands', async () => {
    const orderId = randomUUID();
    const changes = { shippingAddress: addressOf('NO SUCH PLACE') };
    await shipping.create(orderId, changes);
    const answer = await shipping.cancel(orderId);
    expect([answer.status, answer.body.status]).toEqual([200, 'FAILED']);
    expect((await shipping.create(orderId, changes)).body.code).toBe('UNDELIVERABLE_ADDRESS');
    expect(await statusAtCarrier(orderId)).toEqual(['REFUSED']);
  });
});

describe('a cancellation beside a shipment under way', () => {
  test('when it overtakes the shipment on its way to the carrier, then the carrier makes no label', async () => {
    const gate = createGate();
    await start((platform, config) => {
      const carrier = simulatedCarrier(platform, config);
      return { ...carrier, create: (...args) => gate.pass().then(() => carrier.create(...args)) };
    });
    const orderId = randomUUID();
    const create = shipping.create(orderId);
    await gate.reached;
    expect((await shipping.cancel(orderId)).status).toBe(200);
    gate.open();
    expect((await create).body.code).toBe('SHIPMENT_CANCELLED');
    expect(await statusAtCarrier(orderId)).toEqual(['CANCELLED']);
    expect(await shipping.events(orderId)).toEqual([]);
  });

  test('when it comes between the label and its answer, then the label is void and nothing was told', async () => {
    const gate = createGate();
    await start((platform, config) => {
      const carrier = simulatedCarrier(platform, config);
      return { ...carrier, create: (...args) => carrier.create(...args).then((outcome) => gate.pass().then(() => outcome)) };
    });
    const orderId = randomUUID();
    const create = shipping.create(orderId);
    await gate.reached;
    expect((await shipping.other.cancel(orderId)).status).toBe(200);
    gate.open();
    expect((await create).body.code).toBe('SHIPMENT_CANCELLED');
    expect(await statusAtCarrier(orderId)).toEqual(['CANCELLED']);
    expect(await shipping.events(orderId)).toEqual([]);
  });

  test('when the carrier does not confirm, then the order is barred at once, and the worker goes on until it does', async () => {
    let away = true;
    await start((platform, config) => {
      const carrier = simulatedCarrier(platform, config);
      return { ...carrier, cancel: (...args) => (away ? Promise.reject(new Error('away')) : carrier.cancel(...args)) };
    });
    const orderId = randomUUID();
    await shipping.create(orderId);
    const pending = await shipping.cancel(orderId);
    expect([pending.status, pending.headers['retry-after']]).toEqual([202, '1']);
    expect(pending.body).toMatchObject({ status: 'CREATED', cancellation: { status: 'ASKED' } });
    expect((await shipping.create(orderId)).body.code).toBe('SHIPMENT_CANCELLED');
    for (let hour = 0; hour < 3; hour += 1) {
      shipping.clock.advance(3_600_000);
      expect(await shipping.work()).toBe(1);
    }
    expect(await shipping.events(orderId, 'cancelled')).toEqual([]);
    away = false;
    await shipping.settle();
    expect(await shipping.events(orderId, 'cancelled')).toHaveLength(1);
    expect(await statusAtCarrier(orderId)).toEqual(['CANCELLED']);
  });
});

describe('a request that meets a settlement of the same order', () => {
  test.each(['create', 'cancel'] as const)(
    'when it repeats what a worker is about to settle (%s), then neither waits for the other for ever',
    async (type) => {
      const event = reservedEvent({ shippingAddress: addressOf('SLOW') });
      const { orderId, items, shippingAddress } = event.data;
      await shipping.deliver([event]);
      if (type === 'cancel') await shipping.deliver([deadEvent(orderId)]);
      const request = () =>
        type === 'cancel' ? shipping.cancel(orderId) : shipping.create(orderId, { path: 'choreography', items, shippingAddress });
      const { answer, worked } = await shipping.whileLocked(orderId, async (waiting) => {
        const begun = request();
        await waiting(1);
        const work = shipping.other.work();
        // The worker has nothing to do where the request took it on, and else waits for the shipment as well.
        await Promise.race([work, waiting(type === 'cancel' ? 3 : 2)]);
        return { answer: begun, worked: work };
      });
      await worked;
      expect((await answer).status).toBeLessThan(300);
      // Whoever loses a deadlock is an attempt short: the request is answered 503, or the settlement is tried again.
      const attempts = await shipping.rows<{ attempts: number }>('select attempts from platform.intents where starts_with(key, $1)', orderId);
      expect(new Set(attempts.map((row) => row.attempts))).toEqual(new Set([1]));
      expect((await shipping.show(orderId)).body).toMatchObject({ status: type === 'cancel' ? 'CANCELLED' : 'CREATED' });
    },
  );
});

test('when one order is asked for and cancelled by many at the same moment, then nobody deadlocks and no label is left', async () => {
  const orders = Array.from({ length: 4 }, () => randomUUID());
  const both = [shipping, shipping.other];
  const calls = orders.flatMap((orderId) => both.flatMap((replica) => [replica.create(orderId), replica.cancel(orderId)]));
  const answers = await Promise.all(calls);
  expect(answers.filter(({ status }) => status >= 500).map(({ body }) => body as unknown)).toEqual([]);
  await shipping.settle();
  for (const orderId of orders) {
    expect(await statusAtCarrier(orderId)).not.toContain('LIVE');
    const told = (await shipping.events(orderId)).map(({ type }) => type);
    expect([[], ['shipping.shipment.created', 'shipping.shipment.cancelled']]).toContainEqual(told);
  }
});
