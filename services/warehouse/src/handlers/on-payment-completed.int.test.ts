import { randomUUID } from 'node:crypto';
import type { PaymentPaymentCompleted } from '@sidecart/contracts';
import { deadEvent, eventOf, paidEvent } from '../testing/events';
import { startWarehouse, type WarehouseUnderTest } from '../testing/warehouse-under-test';

const RESERVED = 'warehouse.inventory.reserved';
const REJECTED = 'warehouse.inventory.rejected';
const address = { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' };

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(async () => {
  expect(await warehouse.drift()).toEqual({ drift: 0, problems: [] });
  await warehouse.close();
});

const statusOf = async (orderId: string) => ((await warehouse.show(orderId)).body as { status: string }).status;
const copyOf = (data: PaymentPaymentCompleted) => eventOf('payment.payment.completed', data, '1.1');

describe('an order that is paid by choreography', () => {
  test('when all is there, then it is kept for good at once and told with all that shipping needs', async () => {
    const sku = await warehouse.stocked(5);
    const event = paidEvent([{ sku, quantity: 2 }], { shippingAddress: address });
    const { orderNumber, customerId, items } = event.data;
    expect(await warehouse.deliver([event])).toEqual(['SUCCESS']);
    const { body } = await warehouse.show(event.subject);
    expect(body).toMatchObject({ status: 'CONFIRMED', path: 'choreography', items });
    const told = await warehouse.events(RESERVED, event.subject);
    expect(told).toMatchObject([{ causationid: event.id, correlationid: event.correlationid, partitionkey: event.subject }]);
    expect(told[0]?.data).toEqual({
      ...{ orderId: event.subject, orderNumber, customerId, path: 'choreography', items, shippingAddress: address },
      reservationId: body.reservationId,
      reservedAt: warehouse.clock.now().toISOString(),
    });
    expect(await warehouse.events('warehouse.stock.updated', sku)).toMatchObject([{ causationid: event.id, data: { reserved: 2, available: 3 } }]);
  });

  test('when something is short, then nothing is taken and it is rejected', async () => {
    const sku = await warehouse.stocked(1);
    const event = paidEvent([{ sku, quantity: 2 }]);
    await warehouse.deliver([event]);
    expect(await statusOf(event.subject)).toBe('REJECTED');
    const missing = [{ sku, requested: 2, available: 1 }];
    expect(await warehouse.events(REJECTED, event.subject)).toMatchObject([{ causationid: event.id, data: { path: 'choreography', missing } }]);
    expect(await warehouse.events(RESERVED, event.subject)).toEqual([]);
  });

  test('when it was paid on another path, or the payment names no order or no items, then nothing starts', async () => {
    const sku = await warehouse.stocked(5);
    const items = [{ sku, quantity: 1 }];
    const { orderId, ...checkout } = paidEvent(items, { path: 'checkout', checkoutSessionId: randomUUID() }).data;
    const { items: left, ...unknown } = paidEvent(items).data;
    const others = [paidEvent(items, { path: 'orchestration' }), copyOf(checkout), copyOf({ ...checkout, path: 'choreography' }), copyOf(unknown)];
    expect(new Set(await warehouse.deliver(others))).toEqual(new Set(['SUCCESS']));
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 0 });
    expect([orderId, left]).not.toContain(undefined);
    for (const { subject } of others) expect((await warehouse.show(subject)).status).toBe(404);
  });
});

describe('a copy', () => {
  test('when it comes at once, as after a crash before the acknowledgement, as a new event, or ten days late, then nothing changes', async () => {
    const sku = await warehouse.stocked(5);
    const first = paidEvent([{ sku, quantity: 2 }]);
    await warehouse.deliver([first, first, copyOf(first.data), paidEvent([{ sku, quantity: 1 }])]);
    await warehouse.deliver([first]);
    warehouse.clock.advance(10 * 24 * 3_600_000);
    expect(await warehouse.service.sweeper.runOnce()).toBeGreaterThan(0);
    await warehouse.deliver([first, copyOf(first.data)]);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 3, setAside: 3 });
    expect(await warehouse.events(RESERVED, first.subject)).toMatchObject([{ causationid: first.id }]);
  });

  test('when copies come at the same moment on two replicas, then there is one reservation', async () => {
    const sku = await warehouse.stocked(9);
    const event = paidEvent([{ sku, quantity: 1 }]);
    const deliveries = [[event], [event], [copyOf(event.data)], [copyOf(event.data), event]];
    await Promise.all(deliveries.map((events, index) => (index % 2 === 0 ? warehouse : warehouse.other).deliver(events)));
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 1, setAside: 1 });
    expect(await warehouse.events(RESERVED, event.subject)).toHaveLength(1);
  });
});

test('when the order was declared dead first, then nothing is reserved and nothing told', async () => {
  const sku = await warehouse.stocked(5);
  const event = paidEvent([{ sku, quantity: 2 }]);
  await warehouse.deliver([deadEvent(event.subject)]);
  expect(await warehouse.deliver([event])).toEqual(['SUCCESS']);
  expect(await statusOf(event.subject)).toBe('RELEASED');
  expect(await warehouse.books(sku)).toMatchObject({ reserved: 0 });
  expect([...(await warehouse.events(RESERVED, event.subject)), ...(await warehouse.events(REJECTED, event.subject))]).toEqual([]);
});

test('when one of a batch is poison and one names other items than before, then these are dead letters and the rest is reserved', async () => {
  const sku = await warehouse.stocked(9);
  const known = paidEvent([{ sku, quantity: 1 }]);
  await warehouse.deliver([known]);
  const poison = paidEvent([{ sku, quantity: -1 }]);
  const other = copyOf({ ...known.data, items: [{ sku, quantity: 4 }] });
  const good = paidEvent([{ sku, quantity: 1 }]);
  expect(await warehouse.deliver([poison, other, good])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  const letters = await warehouse.letters();
  expect(letters.find(({ event_id }) => event_id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
  expect(letters.find(({ event_id }) => event_id === other.id)).toMatchObject({ reason: 'REJECTED' });
  expect(await warehouse.books(sku)).toMatchObject({ reserved: 2, setAside: 2 });
});

test('when twenty buyers of the last piece are paid at the same moment on two replicas, then exactly one has it', async () => {
  const sku = await warehouse.stocked(1);
  const events = Array.from({ length: 20 }, () => paidEvent([{ sku, quantity: 1 }]));
  const deliver = (index: number) => (index % 2 === 0 ? warehouse : warehouse.other).deliver([events[index]]);
  const statuses = await warehouse.meet(sku, 15, () => Promise.all(events.map((_event, index) => deliver(index))));
  expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
  expect(await warehouse.books(sku)).toEqual({ onHand: 1, reserved: 1, setAside: 1, shipped: 0 });
  const outcomes = await Promise.all(events.map(({ subject }) => statusOf(subject)));
  expect(outcomes.sort()).toEqual(['CONFIRMED', ...Array<string>(19).fill('REJECTED')]);
  for (const { subject } of events) {
    const told = [...(await warehouse.events(RESERVED, subject)), ...(await warehouse.events(REJECTED, subject))];
    expect(told).toHaveLength(1);
  }
});
