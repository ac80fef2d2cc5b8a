import { randomUUID } from 'node:crypto';
import { startWarehouse, type WarehouseUnderTest } from './testing/warehouse-under-test';

const RESERVED = 'warehouse.inventory.reserved';
const REJECTED = 'warehouse.inventory.rejected';
const RELEASED = 'warehouse.inventory.released';
const STOCK = 'warehouse.stock.updated';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.close());

const told = async (topic: string, subject: string) => (await warehouse.events(topic, subject)).map(({ data }) => data);
const item = (sku: string, quantity: number) => ({ sku, quantity });

describe('a reservation', () => {
  test('when all items are there, then they are held for 15 minutes and it is told with all that is known', async () => {
    const [mug, tea] = [await warehouse.stocked(5), await warehouse.stocked(9)];
    const orderId = randomUUID();
    const shippingAddress = { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' };
    const items = [item(mug, 2), item(tea, 1), item(mug, 1)];
    const known = { orderNumber: 'WB-000042', customerId: 'customer-17', shippingAddress };
    const answer = await warehouse.reserve(orderId, items, known);
    const expiresAt = new Date(warehouse.clock.now().getTime() + 15 * 60_000).toISOString();
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe(`/reservations/${orderId}`);
    expect(answer.body).toEqual({ orderId, reservationId: answer.body.reservationId, path: 'orchestration', status: 'HELD', items, expiresAt });
    expect((await warehouse.show(orderId)).body).toEqual(answer.body);
    expect(await warehouse.books(mug)).toEqual({ onHand: 5, reserved: 3, setAside: 3, shipped: 0 });
    const [event, ...more] = await warehouse.events(RESERVED, orderId);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ source: '/services/warehouse', partitionkey: orderId });
    const reservedAt = warehouse.clock.now().toISOString();
    const { reservationId } = answer.body;
    expect(event?.data).toEqual({ orderId, reservationId, path: 'orchestration', items, expiresAt, reservedAt, ...known });
    expect(await told(STOCK, mug)).toEqual([{ sku: mug, onHand: 5, reserved: 3, available: 2, version: 2, changedAt: reservedAt }]);
  });

  test('when it is asked for again, at once or later, then there is one and the same answer', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = randomUUID();
    const ask = (replica: Pick<WarehouseUnderTest, 'reserve'>) => replica.reserve(orderId, [item(sku, 2)]);
    const answers = await Promise.all([warehouse, warehouse.other, warehouse, warehouse.other].map(ask));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.reservationId)).size).toBe(1);
    expect((await warehouse.reserve(orderId, [item(sku, 1), item(sku, 1)], {}, 'another-key')).status).toBe(200);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 2 });
    expect(await told(RESERVED, orderId)).toHaveLength(1);
  });

  test('when something is short, then nothing is taken, the missing is named, and it stays so after new stock has come', async () => {
    const [mug, tea] = [await warehouse.stocked(1), await warehouse.stocked(9)];
    const unknown = `SKU-${randomUUID()}`;
    const orderId = randomUUID();
    const items = [item(tea, 1), item(mug, 2), item(unknown, 1)];
    const missing = [
      { sku: mug, requested: 2, available: 1 },
      { sku: unknown, requested: 1, available: 0 },
    ];
    const first = await warehouse.reserve(orderId, items);
    expect(first.status).toBe(409);
    expect(first.body).toMatchObject({ code: 'OUT_OF_STOCK', missing });
    expect(await warehouse.books(tea)).toMatchObject({ reserved: 0 });
    await warehouse.count(mug, 50, { 'if-match': '*' });
    const again = await warehouse.reserve(orderId, items);
    expect(again.body).toMatchObject({ status: 409, code: 'OUT_OF_STOCK', missing });
    expect(await told(REJECTED, orderId)).toMatchObject([{ orderId, path: 'orchestration', items, missing, reason: { code: 'OUT_OF_STOCK' } }]);
    expect(await told(RESERVED, orderId)).toEqual([]);
    expect((await warehouse.show(orderId)).body).toMatchObject({ status: 'REJECTED', missing });
    expect((await warehouse.release(orderId)).status).toBe(200);
  });

  test('when the order or the key stands for something else, then it is refused and nothing is taken', async () => {
    const sku = await warehouse.stocked(5);
    const [orderId, other] = [randomUUID(), randomUUID()];
    await warehouse.reserve(orderId, [item(sku, 1)], {}, `key-of-${orderId}`);
    const differs = await warehouse.reserve(orderId, [item(sku, 2)], {}, `key-of-${orderId}`);
    expect([differs.status, differs.body.code]).toEqual([422, 'RESERVATION_DIFFERS']);
    const reused = await warehouse.reserve(other, [item(sku, 1)], {}, `key-of-${orderId}`);
    expect([reused.status, reused.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await warehouse.show(other)).status).toBe(404);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 1 });
  });

  test('when the request breaks its contract, then it is a problem', async () => {
    const body = { orderId: randomUUID(), items: [item('MUG', 1)], path: 'orchestration' };
    expect((await warehouse.post('/reservations', body)).status).toBe(400);
    for (const bad of [{ items: [] }, { path: 'sideways' }, { orderId: 'x' }, { items: [{ ...item('MUG', 1), price: 1 }] }, { surprise: 1 }]) {
      expect((await warehouse.post('/reservations', { ...body, ...bad }, { 'idempotency-key': 'k' })).status).toBe(400);
    }
    expect((await warehouse.show('nonsense')).status).toBe(404);
  });
});

describe('a reservation on its way', () => {
  test('when it is confirmed and shipped, each twice, then the goods leave once', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = randomUUID();
    await warehouse.reserve(orderId, [item(sku, 2)]);
    expect((await warehouse.ship(orderId)).body).toMatchObject({ status: 409, code: 'RESERVATION_NOT_CONFIRMED', reservationStatus: 'HELD' });
    for (const status of [await warehouse.confirm(orderId), await warehouse.confirm(orderId)]) {
      expect([status.status, status.body.status, status.body.expiresAt]).toEqual([200, 'CONFIRMED', undefined]);
    }
    warehouse.clock.advance(24 * 3_600_000);
    while ((await warehouse.expireHolds.runOnce()) > 0);
    expect((await warehouse.show(orderId)).body).toMatchObject({ status: 'CONFIRMED' });
    const shipped = await Promise.all([warehouse.ship(orderId), warehouse.other.ship(orderId)]);
    expect(shipped.map(({ body }) => body.status)).toEqual(['SHIPPED', 'SHIPPED']);
    expect(await warehouse.books(sku)).toEqual({ onHand: 3, reserved: 0, setAside: 0, shipped: 2 });
    const undone = await warehouse.release(orderId);
    expect([undone.status, undone.body.code]).toEqual([409, 'RESERVATION_SHIPPED']);
    expect(await told(STOCK, sku)).toMatchObject([
      { reserved: 2, version: 2 },
      { onHand: 3, reserved: 0, available: 3, version: 3 },
    ]);
  });

  test.each([false, true])(
    'when it is undone (confirmed: %s), then the goods are free, it is told once, and nothing brings it back',
    async (confirmed) => {
      const sku = await warehouse.stocked(5);
      const orderId = randomUUID();
      await warehouse.reserve(orderId, [item(sku, 2)]);
      if (confirmed) await warehouse.confirm(orderId);
      const undone = await Promise.all([warehouse.release(orderId), warehouse.other.release(orderId)]);
      expect(undone.map(({ status, body }) => [status, body.status])).toEqual([
        [200, 'RELEASED'],
        [200, 'RELEASED'],
      ]);
      expect(await warehouse.books(sku)).toMatchObject({ onHand: 5, reserved: 0 });
      const reason = { code: 'ORDER_UNDONE', message: 'The order failed.' };
      expect(await told(RELEASED, orderId)).toMatchObject([{ path: 'orchestration', items: [item(sku, 2)], reason }]);
      for (const late of [await warehouse.reserve(orderId, [item(sku, 2)]), await warehouse.confirm(orderId), await warehouse.ship(orderId)]) {
        expect([late.status, late.body.code]).toEqual([409, 'RESERVATION_RELEASED']);
      }
    },
  );

  test('when it is undone before it was made, then that succeeds, tells nothing, and the late reservation is refused', async () => {
    const sku = await warehouse.stocked(5);
    const orderId = randomUUID();
    expect((await warehouse.confirm(orderId)).status).toBe(404);
    for (const answer of [await warehouse.release(orderId), await warehouse.release(orderId), await warehouse.show(orderId)]) {
      expect([answer.status, answer.body]).toEqual([200, { orderId, status: 'RELEASED', items: [] }]);
    }
    for (const late of [await warehouse.reserve(orderId, [item(sku, 1)]), await warehouse.confirm(orderId), await warehouse.ship(orderId)]) {
      expect([late.status, late.body.code]).toEqual([409, 'RESERVATION_RELEASED']);
    }
    expect(await told(RELEASED, orderId)).toEqual([]);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 0 });
  });
});

describe('availability', () => {
  test('when it is asked for, then it says what a reservation would and changes nothing', async () => {
    const sku = await warehouse.stocked(3);
    await warehouse.reserve(randomUUID(), [item(sku, 1)]);
    const ask = async (quantity: number) => (await warehouse.post('/availability', { items: [item(sku, 1), item(sku, quantity)] })).body as unknown;
    expect(await ask(1)).toEqual({ available: true, missing: [] });
    expect(await ask(2)).toEqual({ available: false, missing: [{ sku, requested: 3, available: 2 }] });
    expect(await warehouse.books(sku)).toMatchObject({ onHand: 3, reserved: 1 });
    expect(await told(STOCK, sku)).toHaveLength(1);
  });
});
