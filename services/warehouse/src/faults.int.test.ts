import { randomUUID } from 'node:crypto';
import { deadEvent, paidEvent } from './testing/events';
import { startWarehouse, type WarehouseUnderTest } from './testing/warehouse-under-test';

const REJECTED = 'warehouse.inventory.rejected';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterEach(() => warehouse.faults.effects.clear());
afterAll(() => warehouse.close());

const retry = () => {
  warehouse.clock.advance(3_600_000);
  return warehouse.service.consumer.retries.runOnce();
};

describe('reservations switched to refuse', () => {
  test('when goods are there, then an event and a request are rejected as out of stock all the same', async () => {
    const sku = await warehouse.stocked(5);
    const items = [{ sku, quantity: 2 }];
    const missing = [{ sku, requested: 2, available: 0 }];
    warehouse.faults.effects.set('reserve', 'decline');
    const event = paidEvent(items);
    await warehouse.deliver([event, paidEvent(items)]);
    expect(await warehouse.events(REJECTED, event.subject)).toMatchObject([{ data: { missing, reason: { code: 'OUT_OF_STOCK' } } }]);
    expect((await warehouse.reserve(randomUUID(), items)).body).toMatchObject({ status: 409, code: 'OUT_OF_STOCK', missing });
    expect(await warehouse.books(sku)).toMatchObject({ onHand: 5, reserved: 0 });
    warehouse.faults.effects.clear();
    await warehouse.deliver([paidEvent(items)]);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 2 });
  });
});

describe('operations switched to fail', () => {
  test('when reservations fail, then requests are told so, and events wait for it to end without using up attempts', async () => {
    const sku = await warehouse.stocked(5);
    const items = [{ sku, quantity: 1 }];
    warehouse.faults.effects.set('reserve', 'fail');
    const event = paidEvent(items);
    await warehouse.deliver([event]);
    for (let round = 0; round < 5; round += 1) await retry();
    expect((await warehouse.reserve(randomUUID(), items)).status).toBe(503);
    expect(await warehouse.letters()).toEqual([]);
    expect((await warehouse.show(event.subject)).status).toBe(404);
    warehouse.faults.effects.clear();
    expect(await retry()).toBe(1);
    expect((await warehouse.show(event.subject)).body).toMatchObject({ status: 'CONFIRMED' });
  });

  test('when releases fail, then nothing is undone until it ends', async () => {
    const sku = await warehouse.stocked(5);
    const event = paidEvent([{ sku, quantity: 1 }]);
    await warehouse.deliver([event]);
    warehouse.faults.effects.set('release', 'fail');
    await warehouse.deliver([deadEvent(event.subject)]);
    expect((await warehouse.release(event.subject)).status).toBe(503);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 1 });
    warehouse.faults.effects.clear();
    expect(await retry()).toBe(1);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 0 });
  });
});
