import { cancelledEvent, deadEvent, eventOf, paidEvent, shippedEvent } from '../testing/events';
import { startWarehouse, type WarehouseUnderTest } from '../testing/warehouse-under-test';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(async () => {
  expect(await warehouse.drift()).toEqual({ drift: 0, problems: [] });
  await warehouse.close();
});

const statusOf = async (orderId: string) => ((await warehouse.show(orderId)).body as { status: string }).status;
const untouched = { onHand: 5, reserved: 0, setAside: 0, shipped: 0 };

/** An order whose goods have left. */
async function shipped(sku: string): Promise<string> {
  const event = paidEvent([{ sku, quantity: 2 }]);
  await warehouse.deliver([event]);
  await warehouse.deliver([shippedEvent(event.subject)]);
  return event.subject;
}

describe('a label that was cancelled', () => {
  test('when its goods had left, then they are back, and everybody is told', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await shipped(sku);
    const event = cancelledEvent(orderId);
    expect(await warehouse.deliver([event])).toEqual(['SUCCESS']);
    expect(await statusOf(orderId)).toBe('RELEASED');
    expect(await warehouse.books(sku)).toEqual(untouched);
    const released = await warehouse.events('warehouse.inventory.released', orderId);
    expect(released.at(-1)).toMatchObject({ causationid: event.id, data: { reason: { code: 'ORDER_UNDONE' } } });
  });

  test('when it is told again, at once, concurrently or ten days late, then the goods come back once', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await shipped(sku);
    const event = cancelledEvent(orderId);
    const copy = () => eventOf('shipping.shipment.cancelled', event.data);
    await Promise.all([warehouse.deliver([event]), warehouse.other.deliver([event]), warehouse.deliver([copy(), copy()])]);
    warehouse.clock.advance(10 * 24 * 3_600_000);
    await warehouse.service.sweeper.runOnce();
    await warehouse.deliver([event, copy()]);
    expect(await warehouse.books(sku)).toEqual(untouched);
  });

  test('when it is told before the label, then the goods are freed and the label takes none', async () => {
    const sku = await warehouse.stocked(5);
    const paid = paidEvent([{ sku, quantity: 2 }]);
    await warehouse.deliver([paid]);
    await warehouse.deliver([cancelledEvent(paid.subject)]);
    await warehouse.deliver([shippedEvent(paid.subject)]);
    await warehouse.deliver([deadEvent(paid.subject)]);
    expect(await statusOf(paid.subject)).toBe('RELEASED');
    expect(await warehouse.books(sku)).toEqual(untouched);
  });

  test('when the order is dead and its goods had left, then the cancellation brings them back all the same', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await shipped(sku);
    await warehouse.deliver([deadEvent(orderId)]);
    expect(await statusOf(orderId)).toBe('SHIPPED');
    await warehouse.deliver([cancelledEvent(orderId)]);
    expect(await warehouse.books(sku)).toEqual(untouched);
  });

  test('when nothing was ever reserved, then nothing happens', async () => {
    const event = cancelledEvent('0191d1f4-8c3a-7b11-9d6e-00000000ffff');
    expect(await warehouse.deliver([event])).toEqual(['SUCCESS']);
    expect((await warehouse.letters()).filter(({ event_id }) => event_id === event.id)).toEqual([]);
  });

  test('when it is poison, then it is a dead letter and the others are taken', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = await shipped(sku);
    const poison = cancelledEvent(orderId, { reason: '' });
    await warehouse.deliver([poison, cancelledEvent(orderId)]);
    expect((await warehouse.letters()).find(({ event_id }) => event_id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect(await warehouse.books(sku)).toEqual(untouched);
  });
});
