import { randomUUID } from 'node:crypto';
import { deadEvent, eventOf, paidEvent, shippedEvent, unshippableEvent } from '../testing/events';
import { startWarehouse, type WarehouseUnderTest } from '../testing/warehouse-under-test';

const RELEASED = 'warehouse.inventory.released';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(async () => {
  expect(await warehouse.drift()).toEqual({ drift: 0, problems: [] });
  await warehouse.close();
});

const statusOf = async (orderId: string) => ((await warehouse.show(orderId)).body as { status: string }).status;

/** An order whose goods are kept for good. */
async function confirmed(sku: string, quantity = 2): Promise<string> {
  const event = paidEvent([{ sku, quantity }]);
  await warehouse.deliver([event]);
  return event.subject;
}

/** The two events that undo a reservation, by their topic. */
const undoings = [
  ['orders.order.failed', deadEvent, 'The customer changed their mind.'],
  ['shipping.shipment.failed', unshippableEvent, 'The carrier does not deliver there.'],
] as const;

describe.each(undoings)('%s', (topic, makeEvent, message) => {
  test('when goods are set aside, then they are free again and it is told', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await confirmed(sku);
    const event = makeEvent(orderId);
    expect(await warehouse.deliver([event])).toEqual(['SUCCESS']);
    expect(await statusOf(orderId)).toBe('RELEASED');
    expect(await warehouse.books(sku)).toEqual({ onHand: 5, reserved: 0, setAside: 0, shipped: 0 });
    const told = { path: 'choreography', reason: { code: 'ORDER_UNDONE', message } };
    expect(await warehouse.events(RELEASED, orderId)).toMatchObject([{ causationid: event.id, data: told }]);
    expect((await warehouse.events('warehouse.stock.updated', sku)).at(-1)).toMatchObject({ causationid: event.id, data: { available: 5 } });
  });

  test('when it comes again, at once, concurrently, as after a crash, or ten days late, then it has one effect', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await confirmed(sku);
    const event = makeEvent(orderId);
    const copy = () => eventOf(topic, event.data);
    await Promise.all([warehouse.deliver([event]), warehouse.other.deliver([event]), warehouse.other.deliver([copy(), copy()])]);
    await warehouse.deliver([event]);
    warehouse.clock.advance(10 * 24 * 3_600_000);
    await warehouse.service.sweeper.runOnce();
    await warehouse.deliver([event, copy()]);
    expect(await warehouse.events(RELEASED, orderId)).toHaveLength(1);
    expect(await warehouse.books(sku)).toMatchObject({ onHand: 5, reserved: 0 });
  });

  test('when it comes before the reservation, then the late reservation is refused for ever', async () => {
    const sku = await warehouse.stocked(5);
    const late = paidEvent([{ sku, quantity: 2 }]);
    await warehouse.deliver([makeEvent(late.subject), makeEvent(late.subject)]);
    await warehouse.deliver([late]);
    expect((await warehouse.reserve(late.subject, [{ sku, quantity: 2 }])).body.code).toBe('RESERVATION_RELEASED');
    expect(await statusOf(late.subject)).toBe('RELEASED');
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 0 });
    expect(await warehouse.events(RELEASED, late.subject)).toEqual([]);
  });

  test('when the goods have left, then they stay shipped', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await confirmed(sku);
    await warehouse.deliver([shippedEvent(orderId)]);
    expect(await warehouse.deliver([makeEvent(orderId)])).toEqual(['SUCCESS']);
    expect(await statusOf(orderId)).toBe('SHIPPED');
    expect(await warehouse.books(sku)).toEqual({ onHand: 3, reserved: 0, setAside: 0, shipped: 2 });
    expect(await warehouse.events(RELEASED, orderId)).toEqual([]);
    expect((await warehouse.letters()).map(({ event_id }) => event_id)).not.toContain(orderId);
  });

  test('when it meets the reservation of its order at the same moment, many orders at once, then nothing stays set aside', async () => {
    const sku = await warehouse.stocked(50);
    const orders = Array.from({ length: 10 }, () => paidEvent([{ sku, quantity: 1 }]));
    const undone = orders.map(({ subject }) => makeEvent(subject)).reverse();
    await Promise.all([warehouse.deliver(orders), warehouse.other.deliver(undone), ...undone.map((event) => warehouse.deliver([event]))]);
    expect(await warehouse.books(sku)).toEqual({ onHand: 50, reserved: 0, setAside: 0, shipped: 0 });
    expect(await warehouse.rows('select 1 from platform.event_retries')).toEqual([]);
  });

  test('when one of a batch is poison, then it is a dead letter and the others are undone', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await confirmed(sku);
    const poison = makeEvent(orderId, { reason: { code: 'lower', message: 'x' } });
    await warehouse.deliver([poison, makeEvent(orderId)]);
    expect((await warehouse.letters()).find(({ event_id }) => event_id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect(await statusOf(orderId)).toBe('RELEASED');
  });
});

test.each(['orchestration', 'checkout'] as const)(
  'when a shipment fails on the path of %s, then nothing is undone: whoever asked for it does',
  async (path) => {
    const sku = await warehouse.stocked(5);
    const orderId = randomUUID();
    await warehouse.reserve(orderId, [{ sku, quantity: 2 }]);
    await warehouse.deliver([unshippableEvent(orderId, { path }), unshippableEvent(randomUUID(), { path })]);
    expect(await statusOf(orderId)).toBe('HELD');
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 2 });
  },
);

test.each(['orchestration', 'checkout'] as const)('when an order dies on the path of %s, then its hold is undone', async (path) => {
  const sku = await warehouse.stocked(5);
  const orderId = randomUUID();
  await warehouse.reserve(orderId, [{ sku, quantity: 2 }]);
  await warehouse.deliver([deadEvent(orderId, { path })]);
  expect(await statusOf(orderId)).toBe('RELEASED');
  expect(await warehouse.books(sku)).toMatchObject({ reserved: 0 });
});
