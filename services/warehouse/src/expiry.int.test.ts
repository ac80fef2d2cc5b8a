import { randomUUID } from 'node:crypto';
import { eventually, metricValue } from '@sidecart/platform/testing';
import { startWarehouse, type WarehouseUnderTest } from './testing/warehouse-under-test';

const RELEASED = 'warehouse.inventory.released';
const RESERVED = 'warehouse.inventory.reserved';
const TTL_MS = 15 * 60_000;

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
/** No hold is left over from the test before. */
beforeEach(async () => {
  warehouse.clock.advance(TTL_MS);
  while ((await warehouse.expireHolds.runOnce()) > 0);
});
afterAll(() => warehouse.close());

const told = async (topic: string, subject: string) => (await warehouse.events(topic, subject)).map(({ data }) => data);

/** An order that holds `quantity` of a SKU. */
async function hold(sku: string, quantity: number): Promise<string> {
  const orderId = randomUUID();
  expect((await warehouse.reserve(orderId, [{ sku, quantity }])).status).toBe(201);
  return orderId;
}

describe('a hold', () => {
  test('when 15 minutes are over, then its goods are free for others and it is told, in the words of its order', async () => {
    const sku = await warehouse.stocked(1);
    const orderId = await hold(sku, 1);
    warehouse.clock.advance(TTL_MS - 1);
    expect(await warehouse.expireHolds.runOnce()).toBe(0);
    expect((await warehouse.reserve(randomUUID(), [{ sku, quantity: 1 }])).status).toBe(409);
    warehouse.clock.advance(1);
    expect((await warehouse.show(orderId)).body).toMatchObject({ status: 'EXPIRED' });
    expect(await warehouse.expireHolds.runOnce()).toBe(1);
    expect(await warehouse.books(sku)).toEqual({ onHand: 1, reserved: 0, setAside: 0, shipped: 0 });
    const [event, ...more] = await warehouse.events(RELEASED, orderId);
    expect(more).toEqual([]);
    expect(event?.data).toMatchObject({ orderId, items: [{ sku, quantity: 1 }], reason: { code: 'HOLD_EXPIRED' } });
    expect(event?.correlationid).toBe((await warehouse.events(RESERVED, orderId))[0]?.correlationid);
    expect((await warehouse.reserve(randomUUID(), [{ sku, quantity: 1 }])).status).toBe(201);
  });

  test('when many run out, then replicas share them batch by batch and each is freed once', async () => {
    const [mug, tea] = [await warehouse.stocked(10), await warehouse.stocked(10)];
    const orders = await Promise.all([mug, tea, mug, tea, mug, tea, mug].map((sku) => hold(sku, 1)));
    warehouse.clock.advance(TTL_MS);
    const counted = () => Promise.all([warehouse, warehouse.other].map(({ metrics }) => metricValue(metrics, 'stock_reservations_expired_total')));
    const before = await counted();
    const freed = await warehouse.meet(mug, 2, () => Promise.all([warehouse.expireHolds.runOnce(), warehouse.other.expireHolds.runOnce()]));
    expect(freed).toEqual([3, 3]);
    expect(await counted()).toEqual(before.map((count) => count! + 3));
    // A full batch asks for the next round at once, the last one waits.
    expect(await warehouse.expireHolds.round()).toBe(1_000);
    for (const sku of [mug, tea]) expect(await warehouse.books(sku)).toMatchObject({ reserved: 0, setAside: 0 });
    for (const orderId of orders) expect(await told(RELEASED, orderId)).toHaveLength(1);
  });

  test('when its batch does not commit, then nothing is counted as expired', async () => {
    const sku = await warehouse.stocked(1);
    await hold(sku, 1);
    warehouse.clock.advance(TTL_MS);
    const before = await metricValue(warehouse.metrics, 'stock_reservations_expired_total');
    await warehouse.rows('alter table stock add constraint stands check (reserved > 0) not valid');
    await expect(warehouse.expireHolds.runOnce()).rejects.toThrow();
    await warehouse.rows('alter table stock drop constraint stands');
    expect(await metricValue(warehouse.metrics, 'stock_reservations_expired_total')).toBe(before);
  });

  test('when it is held, confirmed and shipped, then the service shows how many have goods set aside, by their state', async () => {
    const sku = await warehouse.stocked(2);
    const active = () =>
      Promise.all(['HELD', 'CONFIRMED'].map((state) => metricValue(warehouse.service.platform.metrics, 'stock_reservations_active', { state })));
    const [held = 0, confirmed = 0] = await active();
    const orderId = await hold(sku, 1);
    await hold(sku, 1);
    expect(await active()).toEqual([held + 2, confirmed]);
    await warehouse.confirm(orderId);
    expect(await active()).toEqual([held + 1, confirmed + 1]);
    await warehouse.ship(orderId);
    expect(await active()).toEqual([held + 1, confirmed]);
  });

  test('when the batch is full, then the next round follows at once', async () => {
    const sku = await warehouse.stocked(10);
    await Promise.all(Array.from({ length: 4 }, () => hold(sku, 1)));
    warehouse.clock.advance(TTL_MS);
    expect([await warehouse.expireHolds.round(), await warehouse.expireHolds.round()]).toEqual([0, 1_000]);
  });

  test('when it is confirmed after its end and before it was freed, then it is kept', async () => {
    const sku = await warehouse.stocked(1);
    const orderId = await hold(sku, 1);
    warehouse.clock.advance(TTL_MS);
    expect((await warehouse.confirm(orderId)).body).toMatchObject({ status: 'CONFIRMED' });
    expect(await warehouse.expireHolds.runOnce()).toBe(0);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 1, setAside: 1 });
    expect(await told(RELEASED, orderId)).toEqual([]);
  });

  test('when it was freed, then a confirmation takes the goods again and tells it', async () => {
    const sku = await warehouse.stocked(1);
    const orderId = await hold(sku, 1);
    warehouse.clock.advance(TTL_MS);
    await warehouse.expireHolds.runOnce();
    expect((await warehouse.ship(orderId)).body).toMatchObject({ code: 'RESERVATION_NOT_CONFIRMED', reservationStatus: 'EXPIRED' });
    expect((await warehouse.confirm(orderId)).body).toMatchObject({ status: 'CONFIRMED' });
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 1, setAside: 1 });
    expect(await told(RESERVED, orderId)).toMatchObject([{ expiresAt: expect.any(String) as string }, { path: 'orchestration' }]);
    expect((await told(RESERVED, orderId))[1]).not.toHaveProperty('expiresAt');
  });

  test('when it was freed and somebody else has the goods, then a confirmation is refused with what is missing', async () => {
    const sku = await warehouse.stocked(1);
    const orderId = await hold(sku, 1);
    warehouse.clock.advance(TTL_MS);
    await warehouse.expireHolds.runOnce();
    const winner = await hold(sku, 1);
    const late = await warehouse.confirm(orderId);
    expect(late.body).toMatchObject({ status: 409, code: 'OUT_OF_STOCK', missing: [{ sku, requested: 1, available: 0 }] });
    expect((await warehouse.confirm(winner)).status).toBe(200);
    expect((await warehouse.release(orderId)).status).toBe(200);
    expect(await told(RELEASED, orderId)).toHaveLength(1);
    expect(await warehouse.books(sku)).toMatchObject({ onHand: 1, reserved: 1, setAside: 1 });
  });

  test('when the reservation is asked for again after its end, then the hold begins anew', async () => {
    const sku = await warehouse.stocked(1);
    const orderId = await hold(sku, 1);
    warehouse.clock.advance(TTL_MS);
    await warehouse.expireHolds.runOnce();
    expect((await warehouse.reserve(orderId, [{ sku, quantity: 1 }])).body).toMatchObject({ status: 'HELD' });
    warehouse.clock.advance(TTL_MS);
    const again = await warehouse.reserve(orderId, [{ sku, quantity: 1 }]);
    expect(again.body).toMatchObject({ status: 'HELD', expiresAt: new Date(warehouse.clock.now().getTime() + TTL_MS).toISOString() });
    expect(await warehouse.expireHolds.runOnce()).toBe(0);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 1, setAside: 1 });
  });

  test('when it is confirmed while it is being freed, then the confirmation waits and takes the goods again', async () => {
    const sku = await warehouse.stocked(3);
    const orders = await Promise.all([hold(sku, 1), hold(sku, 1), hold(sku, 1)]);
    warehouse.clock.advance(TTL_MS);
    const answers = await warehouse.meet(sku, 4, async () => {
      const freeing = warehouse.expireHolds.runOnce();
      await eventually(async () => (await warehouse.waiting()) === 1);
      const confirmed = await Promise.all(orders.map((orderId) => warehouse.other.confirm(orderId)));
      expect(await freeing).toBe(3);
      return confirmed;
    });
    expect(answers.map(({ body }) => body.status)).toEqual(['CONFIRMED', 'CONFIRMED', 'CONFIRMED']);
    for (const orderId of orders) expect([await told(RELEASED, orderId), await told(RESERVED, orderId)].map(({ length }) => length)).toEqual([1, 2]);
    expect(await warehouse.books(sku)).toEqual({ onHand: 3, reserved: 3, setAside: 3, shipped: 0 });
  });
});
