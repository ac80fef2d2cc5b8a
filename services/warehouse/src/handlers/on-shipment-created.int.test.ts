import { randomUUID } from 'node:crypto';
import { deadEvent, eventOf, paidEvent, shippedEvent } from '../testing/events';
import { startWarehouse, type WarehouseUnderTest } from '../testing/warehouse-under-test';

const STOCK = 'warehouse.stock.updated';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(async () => {
  expect(await warehouse.drift()).toEqual({ drift: 0, problems: [] });
  await warehouse.close();
});

const statusOf = async (orderId: string) => ((await warehouse.show(orderId)).body as { status: string }).status;
const remembered = async () => (await warehouse.rows<{ order_id: string }>('select order_id from early_shipments')).map(({ order_id }) => order_id);

/** An order whose goods are kept for good. */
async function confirmed(sku: string, quantity = 2): Promise<string> {
  const event = paidEvent([{ sku, quantity }]);
  await warehouse.deliver([event]);
  return event.subject;
}

describe('a label that was made', () => {
  test.each(['choreography', 'orchestration', 'checkout'] as const)('when the goods are confirmed, path %s, then they leave', async (path) => {
    const sku = await warehouse.stocked(5);
    const orderId = await confirmed(sku);
    const event = shippedEvent(orderId, { path });
    expect(await warehouse.deliver([event])).toEqual(['SUCCESS']);
    expect(await statusOf(orderId)).toBe('SHIPPED');
    expect(await warehouse.books(sku)).toEqual({ onHand: 3, reserved: 0, setAside: 0, shipped: 2 });
    const told = await warehouse.events(STOCK, sku);
    expect(told.at(-1)).toMatchObject({ causationid: event.id, data: { onHand: 3, reserved: 0, available: 3, version: 3 } });
  });

  test('when many come in one delivery, then each leaves and a SKU is told once', async () => {
    const sku = await warehouse.stocked(50);
    const orders = await Promise.all(Array.from({ length: 10 }, () => confirmed(sku, 1)));
    const before = (await warehouse.events(STOCK, sku)).length;
    await warehouse.deliver(orders.map((orderId) => shippedEvent(orderId)));
    expect(await warehouse.books(sku)).toEqual({ onHand: 40, reserved: 0, setAside: 0, shipped: 10 });
    expect(await warehouse.events(STOCK, sku)).toHaveLength(before + 1);
  });

  test('when it is told again, at once, concurrently or ten days late, then the goods leave once', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await confirmed(sku);
    const event = shippedEvent(orderId);
    const copy = () => eventOf('shipping.shipment.created', event.data);
    await Promise.all([warehouse.deliver([event]), warehouse.other.deliver([event]), warehouse.deliver([copy(), copy()])]);
    await warehouse.deliver([event]);
    warehouse.clock.advance(10 * 24 * 3_600_000);
    await warehouse.service.sweeper.runOnce();
    await warehouse.deliver([event, copy()]);
    expect(await warehouse.books(sku)).toEqual({ onHand: 3, reserved: 0, setAside: 0, shipped: 2 });
    expect(await remembered()).toEqual([]);
  });

  test('when it is poison, then it is a dead letter and the others leave', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await confirmed(sku);
    const poison = shippedEvent(orderId, { trackingNumber: '' });
    await warehouse.deliver([poison, shippedEvent(orderId)]);
    expect((await warehouse.letters()).find(({ event_id }) => event_id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect(await statusOf(orderId)).toBe('SHIPPED');
  });
});

describe('a label that is told of too early', () => {
  test('when nothing is reserved yet, then it is remembered, by one copy or many, and the goods leave once they are there', async () => {
    const sku = await warehouse.stocked(5);
    const late = paidEvent([{ sku, quantity: 2 }]);
    const early = shippedEvent(late.subject);
    await Promise.all([warehouse.deliver([early]), warehouse.other.deliver([shippedEvent(late.subject)]), warehouse.other.deliver([early])]);
    expect(await warehouse.shipRemembered.runOnce()).toBe(0);
    await warehouse.deliver([late]);
    expect(await statusOf(late.subject)).toBe('CONFIRMED');
    const rounds = await Promise.all([warehouse.shipRemembered.runOnce(), warehouse.other.shipRemembered.runOnce()]);
    expect(Math.max(...rounds)).toBe(1);
    expect(await statusOf(late.subject)).toBe('SHIPPED');
    expect(await warehouse.books(sku)).toEqual({ onHand: 3, reserved: 0, setAside: 0, shipped: 2 });
    expect((await warehouse.events(STOCK, sku)).at(-1)?.data).toMatchObject({ onHand: 3, reserved: 0 });
    expect(await remembered()).toEqual([]);
    expect(await warehouse.shipRemembered.round()).toBe(1000);
  });

  test('when it comes in the very moment the goods are reserved, then it is not lost', async () => {
    const sku = await warehouse.stocked(50);
    const orders = Array.from({ length: 10 }, () => paidEvent([{ sku, quantity: 1 }]));
    await Promise.all(orders.flatMap((order) => [warehouse.deliver([order]), warehouse.other.deliver([shippedEvent(order.subject)])]));
    while ((await warehouse.shipRemembered.runOnce()) > 0);
    expect(await warehouse.books(sku)).toEqual({ onHand: 40, reserved: 0, setAside: 0, shipped: 10 });
    expect(await remembered()).toEqual([]);
  });

  test('when the goods are held or the hold ran out, then they leave once they are confirmed', async () => {
    const sku = await warehouse.stocked(5);
    const orders = [randomUUID(), randomUUID()] as const;
    for (const orderId of orders) await warehouse.reserve(orderId, [{ sku, quantity: 1 }]);
    await warehouse.deliver([shippedEvent(orders[0], { path: 'orchestration' })]);
    warehouse.clock.advance(16 * 60_000);
    while ((await warehouse.expireHolds.runOnce()) > 0);
    await warehouse.deliver([shippedEvent(orders[1], { path: 'orchestration' })]);
    expect(await warehouse.shipRemembered.runOnce()).toBe(0);
    for (const orderId of orders) await warehouse.confirm(orderId);
    expect(await warehouse.shipRemembered.runOnce()).toBe(2);
    expect(await warehouse.books(sku)).toEqual({ onHand: 3, reserved: 0, setAside: 0, shipped: 2 });
  });

  test('when the order dies meanwhile, then nothing leaves and nothing stays remembered', async () => {
    const sku = await warehouse.stocked(5);
    const [unknown, held] = [randomUUID(), randomUUID()];
    await warehouse.reserve(held, [{ sku, quantity: 1 }]);
    await warehouse.deliver([shippedEvent(unknown), shippedEvent(held)]);
    await warehouse.deliver([deadEvent(unknown), deadEvent(held)]);
    expect(await warehouse.shipRemembered.runOnce()).toBe(2);
    expect([await statusOf(unknown), await statusOf(held)]).toEqual(['RELEASED', 'RELEASED']);
    expect(await warehouse.books(sku)).toEqual({ onHand: 5, reserved: 0, setAside: 0, shipped: 0 });
    expect(await remembered()).toEqual([]);
  });

  test('when the order was dead before or its goods were rejected, then nothing leaves and nothing is remembered', async () => {
    const sku = await warehouse.stocked(1);
    const dead = randomUUID();
    await warehouse.deliver([deadEvent(dead)]);
    const rejected = await confirmed(sku);
    expect(await warehouse.deliver([shippedEvent(dead), shippedEvent(rejected)])).toEqual(['SUCCESS', 'SUCCESS']);
    expect([await statusOf(dead), await statusOf(rejected)]).toEqual(['RELEASED', 'REJECTED']);
    expect(await remembered()).toEqual([]);
    expect(await warehouse.books(sku)).toEqual({ onHand: 1, reserved: 0, setAside: 0, shipped: 0 });
  });
});
