import { randomUUID } from 'node:crypto';
import { startWarehouse, type WarehouseUnderTest } from './testing/warehouse-under-test';

let warehouse: WarehouseUnderTest;
beforeEach(async () => {
  warehouse = await startWarehouse();
});
afterEach(() => warehouse.close());

test('when goods are held, confirmed, shipped, undone and run out, then stock and reservations agree', async () => {
  const sku = await warehouse.stocked(9);
  const reserve = async () => {
    const orderId = randomUUID();
    await warehouse.reserve(orderId, [
      { sku, quantity: 1 },
      { sku, quantity: 1 },
    ]);
    return orderId;
  };
  const [confirmed, shipped, undone] = [await reserve(), await reserve(), await reserve()];
  for (const orderId of [confirmed, shipped]) await warehouse.confirm(orderId);
  await warehouse.ship(shipped);
  await warehouse.release(undone);
  await reserve();
  expect(await warehouse.drift()).toEqual({ drift: 0, problems: [] });
  warehouse.clock.advance(3_600_000);
  await warehouse.expireHolds.runOnce();
  await warehouse.count(sku, 50, { 'if-match': '*' });
  expect(await warehouse.drift()).toEqual({ drift: 0, problems: [] });
});

test('when a number was changed by hand or a SKU is gone, then each is named', async () => {
  const [set, left, gone, whole] = [
    await warehouse.stocked(9, 'A-SET'),
    await warehouse.stocked(9, 'B-LEFT'),
    await warehouse.stocked(9, 'C-GONE'),
    await warehouse.stocked(9, 'D'),
  ];
  for (const sku of [set, left, gone, whole]) {
    const orderId = randomUUID();
    await warehouse.reserve(orderId, [{ sku, quantity: 2 }], { path: 'choreography' });
    if (sku === left) await warehouse.ship(orderId);
  }
  await warehouse.rows(`update stock set reserved = 3 where sku = 'A-SET'`);
  await warehouse.rows(`update stock set shipped = 1 where sku = 'B-LEFT'`);
  await warehouse.rows(`delete from stock where sku = 'C-GONE'`);
  expect(await warehouse.drift()).toEqual({
    drift: 3,
    problems: [
      { sku: set, code: 'RESERVED_DIFFERS', message: '3 pieces are set aside, the reservations come to 2' },
      { sku: left, code: 'SHIPPED_DIFFERS', message: '1 pieces have left, the reservations come to 2' },
      { sku: gone, code: 'NOT_KEPT', message: '2 pieces were reserved of a SKU that is not kept' },
    ],
  });
});

test('when stock is below zero, then it is named', async () => {
  const sku = await warehouse.stocked(1);
  await warehouse.rows('alter table stock drop constraint stock_reserved_is_on_hand');
  await warehouse.rows('update stock set reserved = 2');
  const { problems } = (await warehouse.drift()) as { problems: { code: string }[] };
  expect(problems.map(({ code }) => code)).toEqual(['RESERVED_DIFFERS', 'BELOW_ZERO']);
  expect((await warehouse.books(sku))?.onHand).toBe(1);
});

test('when it is not an operator who asks, then it is refused', async () => {
  expect((await warehouse.get('/admin/books')).status).toBe(401);
});
