import { randomUUID } from 'node:crypto';
import { addressOf, reservedEvent } from './testing/events';
import { startShipping, type ShippingUnderTest } from './testing/shipping-under-test';

let shipping: ShippingUnderTest;
beforeAll(async () => {
  shipping = await startShipping();
});
afterEach(() => shipping.faults.effects.clear());
afterAll(() => shipping.close());

const atCarrier = async (orderId: string) => (await shipping.labels(orderId)).map(({ status }) => status);

describe('shipments switched to be refused', () => {
  test('when one is asked for, then it is refused for good, also after the switch is off again', async () => {
    const orderId = randomUUID();
    shipping.faults.effects.set('create-shipment', 'decline');
    expect((await shipping.check(orderId)).body).toMatchObject({ possible: false, reason: { code: 'CARRIER_REFUSED' } });
    expect((await shipping.create(orderId)).body).toMatchObject({ status: 409, code: 'CARRIER_REFUSED' });
    shipping.faults.effects.clear();
    expect((await shipping.create(orderId)).body).toMatchObject({ code: 'CARRIER_REFUSED' });
    expect(await shipping.events(orderId)).toMatchObject([{ type: 'shipping.shipment.failed', data: { reason: { code: 'CARRIER_REFUSED' } } }]);
  });

  test('when an earlier call left a label behind, then it is void before the refusal is told', async () => {
    const orderId = randomUUID();
    const changes = { shippingAddress: addressOf('TIMEOUT AFTER') };
    await shipping.create(orderId, changes);
    expect(await atCarrier(orderId)).toEqual(['LIVE']);
    shipping.faults.effects.set('create-shipment', 'decline');
    expect((await shipping.create(orderId, changes)).body.code).toBe('CARRIER_REFUSED');
    expect(await atCarrier(orderId)).toEqual(['CANCELLED']);
  });
});

test('when the carrier is switched down, then requests are pending and events are given up in time', async () => {
  shipping.faults.effects.set('create-shipment', 'fail');
  const [orderId, event] = [randomUUID(), reservedEvent()];
  expect((await shipping.check(orderId)).status).toBe(503);
  expect((await shipping.create(orderId)).status).toBe(202);
  await shipping.deliver([event]);
  await shipping.work();
  shipping.clock.advance(61_000);
  await shipping.work();
  expect(await shipping.events(event.subject)).toMatchObject([
    { type: 'shipping.shipment.failed', data: { reason: { code: 'CARRIER_UNAVAILABLE' } } },
  ]);
  shipping.faults.effects.clear();
  await shipping.settle();
  expect(await shipping.events(orderId)).toMatchObject([{ type: 'shipping.shipment.created' }]);
});

describe('cancellations switched', () => {
  test('when they fail, then they are pending until the switch is off', async () => {
    const orderId = randomUUID();
    await shipping.create(orderId);
    shipping.faults.effects.set('cancel-shipment', 'fail');
    expect((await shipping.cancel(orderId)).status).toBe(202);
    shipping.faults.effects.clear();
    expect((await shipping.cancel(orderId)).body).toMatchObject({ status: 'CANCELLED' });
  });

  test('when they are refused, then the label stands, the order is barred all the same, and asking anew succeeds later', async () => {
    const orderId = randomUUID();
    await shipping.create(orderId);
    shipping.faults.effects.set('cancel-shipment', 'decline');
    for (const answer of [await shipping.cancel(orderId), await shipping.cancel(orderId)]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'CANCELLATION_REFUSED']);
    }
    expect((await shipping.show(orderId)).body).toMatchObject({ status: 'CREATED', cancellation: { status: 'REFUSED' } });
    expect(await atCarrier(orderId)).toEqual(['LIVE']);
    expect((await shipping.create(orderId)).body.code).toBe('SHIPMENT_CANCELLED');
    shipping.faults.effects.clear();
    expect((await shipping.cancel(orderId)).status).toBe(200);
    expect(await atCarrier(orderId)).toEqual(['CANCELLED']);
    expect(await shipping.events(orderId, 'cancelled')).toHaveLength(1);
  });

  test('when they are refused and there is no label, then the key is barred as ever', async () => {
    const orderId = randomUUID();
    await shipping.create(orderId, { shippingAddress: addressOf('TIMEOUT BEFORE') });
    shipping.faults.effects.set('cancel-shipment', 'decline');
    expect((await shipping.cancel(orderId)).body).toMatchObject({ status: 'CANCELLED' });
  });
});
