import { paidEvent } from './testing/events';
import { startWarehouse, type WarehouseUnderTest } from './testing/warehouse-under-test';
import { createAnnounceStock } from './use-cases/announce-stock';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.close());

const told = (sku: string) => warehouse.events('warehouse.stock.updated', sku);

test('when stock comes in by the seed, then it is told once, by whichever replica looks first', async () => {
  await warehouse.rows("insert into stock (sku, on_hand, updated_at) values ('SEEDED', 7, now()) returning sku");
  await Promise.all([warehouse.service, warehouse.other.service].map(({ platform }) => createAnnounceStock(platform)()));
  await createAnnounceStock(warehouse.service.platform)();
  const events = await told('SEEDED');
  expect(events).toHaveLength(1);
  expect(events[0]?.data).toMatchObject({ sku: 'SEEDED', onHand: 7, reserved: 0, available: 7, version: 1 });
});

test('when stock was moved by the service first, then that told it, and it is not told a second time', async () => {
  const sku = await warehouse.stocked(5);
  await warehouse.deliver([paidEvent([{ sku, quantity: 2 }])]);
  const before = await told(sku);
  expect(before).not.toEqual([]);
  await createAnnounceStock(warehouse.service.platform)();
  expect(await told(sku)).toEqual(before);
});
