import { randomUUID } from 'node:crypto';
import { recorded, recordedEvent } from '../testing/recorded';
import { startWarehouse, type WarehouseUnderTest } from '../testing/warehouse-under-test';

const RESERVED = 'warehouse.inventory.reserved';
const REJECTED = 'warehouse.inventory.rejected';
const STOCK = 'warehouse.stock.updated';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.close());

const letterOf = async (eventId: string) => (await warehouse.letters()).find((letter) => letter.event_id === eventId);
const statusOf = async (orderId: string) => ((await warehouse.show(orderId)).body as { status: string }).status;

describe('a sale that stands on record', () => {
  test('when all is there, then it is kept for good at once and told to shipping', async () => {
    const sku = await warehouse.stocked(5);
    const shippingAddress = { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' };
    const event = recordedEvent(recorded([{ sku, quantity: 2 }], { shippingAddress }));
    const { orderId, orderNumber, customerId, items } = event.data;
    expect(await warehouse.deliver([event])).toEqual(['SUCCESS']);
    const { body } = await warehouse.show(orderId);
    expect(body).toMatchObject({ status: 'CONFIRMED', path: 'choreography', items });
    const [told, ...more] = await warehouse.events(RESERVED, orderId);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ causationid: event.id, correlationid: event.correlationid, partitionkey: orderId });
    const reservedAt = warehouse.clock.now().toISOString();
    expect(told?.data).toEqual({
      ...{ orderId, orderNumber, customerId, path: 'choreography', items, shippingAddress },
      ...{ reservationId: body.reservationId, reservedAt },
    });
    expect(await warehouse.events(STOCK, sku)).toMatchObject([{ causationid: event.id, data: { onHand: 5, reserved: 2, available: 3, version: 2 } }]);
  });

  test('when something is short, then nothing is taken and it is rejected with what is missing', async () => {
    const [mug, tea] = [await warehouse.stocked(1), await warehouse.stocked(9)];
    const event = recordedEvent(
      recorded([
        { sku: tea, quantity: 1 },
        { sku: mug, quantity: 2 },
      ]),
    );
    await warehouse.deliver([event]);
    const { orderId, orderNumber, customerId, items } = event.data;
    const [told, ...more] = await warehouse.events(REJECTED, orderId);
    expect(more).toEqual([]);
    expect(told?.data).toEqual({
      ...{ orderId, orderNumber, customerId, items, path: 'choreography' },
      missing: [{ sku: mug, requested: 2, available: 1 }],
      reason: { code: 'OUT_OF_STOCK', message: "There is too little of 1 of the order's SKUs." },
      rejectedAt: warehouse.clock.now().toISOString(),
    });
    expect(await warehouse.events(RESERVED, orderId)).toEqual([]);
    expect(await warehouse.books(tea)).toMatchObject({ reserved: 0, setAside: 0 });
  });

  test('when two hundred come in one delivery for a hundred pieces, then a hundred have one, each told as caused by its own event', async () => {
    const sku = await warehouse.stocked(100);
    const events = Array.from({ length: 200 }, () => recordedEvent(recorded([{ sku, quantity: 1 }])));
    expect(new Set(await warehouse.deliver(events))).toEqual(new Set(['SUCCESS']));
    expect(await warehouse.books(sku)).toEqual({ onHand: 100, reserved: 100, setAside: 100, shipped: 0 });
    const stored = await warehouse.rows<{ type: string; cause: string }>(
      `select event->>'type' as type, event->>'causationid' as cause from platform.outbox_events where event->>'causationid' = any($1) and topic <> $2`,
      events.map(({ id }) => id),
      STOCK,
    );
    const causes = new Map(stored.map(({ cause, type }) => [cause, type]));
    expect(stored).toHaveLength(200);
    // In the order of the delivery: the first hundred have the goods.
    events.forEach(({ id }, index) => expect(causes.get(id)).toBe(index < 100 ? RESERVED : REJECTED));
    expect(await warehouse.events(STOCK, sku)).toMatchObject([{ causationid: events.at(-1)?.id, data: { reserved: 100, version: 2 } }]);
  });

  test('when its path is another one, then nothing happens: that path invokes', async () => {
    const sku = await warehouse.stocked(5);
    const others = (['checkout', 'orchestration'] as const).map((path) => recordedEvent(recorded([{ sku, quantity: 1 }], { path })));
    expect(await warehouse.deliver(others)).toEqual(['SUCCESS', 'SUCCESS']);
    for (const { data } of others) expect((await warehouse.show(data.orderId)).status).toBe(404);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 0 });
  });
});

describe('a copy', () => {
  test('when the same bytes come again, as after a crash between commit and acknowledgement, then nothing changes', async () => {
    const sku = await warehouse.stocked(5);
    const event = recordedEvent(recorded([{ sku, quantity: 2 }]));
    await warehouse.deliver([event]);
    expect(await warehouse.deliver([event])).toEqual(['SUCCESS']);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 2, setAside: 2 });
    expect(await warehouse.events(RESERVED, event.subject)).toHaveLength(1);
  });

  test('when it is a new event, in the same batch, later, or after the dedup window, then nothing changes', async () => {
    const sku = await warehouse.stocked(5);
    const data = recorded([{ sku, quantity: 2 }]);
    const first = recordedEvent(data);
    await warehouse.deliver([first, recordedEvent(data), recordedEvent(recorded([{ sku, quantity: 1 }]))]);
    await warehouse.deliver([recordedEvent(data)]);
    warehouse.clock.advance(25 * 3_600_000);
    expect(await warehouse.service.sweeper.runOnce()).toBeGreaterThan(0);
    await warehouse.deliver([first, recordedEvent(data)]);
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 3, setAside: 3 });
    expect(await warehouse.events(RESERVED, data.orderId)).toMatchObject([{ causationid: first.id }]);
  });

  test('when it comes for an order that was rejected, then it stays rejected, also once there is enough', async () => {
    const sku = await warehouse.stocked(1);
    const data = recorded([{ sku, quantity: 2 }]);
    await warehouse.deliver([recordedEvent(data)]);
    await warehouse.count(sku, 50, { 'if-match': '*' });
    await warehouse.deliver([recordedEvent(data)]);
    expect(await statusOf(data.orderId)).toBe('REJECTED');
    expect(await warehouse.events(REJECTED, data.orderId)).toHaveLength(1);
    expect(await warehouse.books(sku)).toMatchObject({ onHand: 50, reserved: 0 });
  });

  test('when copies come at the same moment on two replicas, alone and in batches turned round, then each has one effect', async () => {
    const sku = await warehouse.stocked(100);
    const sales = Array.from({ length: 10 }, () => recorded([{ sku, quantity: 1 }]));
    const batch = () => sales.map((data) => recordedEvent(data));
    const same = batch();
    const deliveries = [same, same, batch().reverse(), batch(), [recordedEvent(sales[0]!)], [recordedEvent(sales[9]!)]];
    const statuses = await Promise.all(deliveries.map((events, index) => (index % 2 === 0 ? warehouse : warehouse.other).deliver(events)));
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    expect(await warehouse.books(sku)).toEqual({ onHand: 100, reserved: 10, setAside: 10, shipped: 0 });
    for (const { orderId } of sales) expect(await warehouse.events(RESERVED, orderId)).toHaveLength(1);
    expect(await warehouse.rows('select 1 from platform.event_retries')).toEqual([]);
  });
});

describe('events out of order', () => {
  test('when the order was undone first, then it reserves nothing and tells nothing', async () => {
    const sku = await warehouse.stocked(5);
    const data = recorded([{ sku, quantity: 2 }]);
    await warehouse.release(data.orderId);
    expect(await warehouse.deliver([recordedEvent(data)])).toEqual(['SUCCESS']);
    expect(await statusOf(data.orderId)).toBe('RELEASED');
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 0 });
    expect(await warehouse.events(RESERVED, data.orderId)).toEqual([]);
  });

  test('when it was reserved, shipped or undone, then an older copy moves nothing', async () => {
    const sku = await warehouse.stocked(5);
    const [shipped, undone] = [recorded([{ sku, quantity: 1 }]), recorded([{ sku, quantity: 1 }])];
    await warehouse.deliver([recordedEvent(shipped), recordedEvent(undone)]);
    await warehouse.ship(shipped.orderId);
    await warehouse.release(undone.orderId);
    await warehouse.deliver([recordedEvent(undone), recordedEvent(shipped)]);
    expect([await statusOf(shipped.orderId), await statusOf(undone.orderId)]).toEqual(['SHIPPED', 'RELEASED']);
    expect(await warehouse.books(sku)).toEqual({ onHand: 4, reserved: 0, setAside: 0, shipped: 1 });
  });
});

describe('a sale that cannot be reserved as it says', () => {
  test('when one event of a batch is poison, then it is a dead letter and the others are reserved', async () => {
    const sku = await warehouse.stocked(5);
    const good = [recordedEvent(recorded([{ sku, quantity: 1 }])), recordedEvent(recorded([{ sku, quantity: 1 }]))];
    const poison = recordedEvent(recorded([{ sku, quantity: 0 }]));
    expect(await warehouse.deliver([good[0], poison, good[1]])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(await letterOf(poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect((await warehouse.show(poison.subject)).status).toBe(404);
    for (const { subject } of good) expect(await warehouse.events(RESERVED, subject)).toHaveLength(1);
  });

  test('when its order has reserved other items, then it alone is a dead letter and the reservation stands', async () => {
    const sku = await warehouse.stocked(9);
    const data = recorded([{ sku, quantity: 1 }]);
    await warehouse.deliver([recordedEvent(data)]);
    const other = recordedEvent({ ...data, items: [{ sku, quantity: 2 }] });
    const unharmed = recordedEvent(recorded([{ sku, quantity: 1 }]));
    expect(await warehouse.deliver([other, unharmed])).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await letterOf(other.id)).toMatchObject({ reason: 'REJECTED', detail: expect.stringContaining('RESERVATION_DIFFERS') as string });
    expect(await warehouse.books(sku)).toMatchObject({ reserved: 2, setAside: 2 });
    expect(await statusOf(unharmed.subject)).toBe('CONFIRMED');
  });

  test('when the database refuses one of a batch, then it is tried again later and the others are reserved', async () => {
    const [broken, sku] = [await warehouse.stocked(5), await warehouse.stocked(5)];
    await warehouse.rows(`alter table stock add constraint broken check (sku <> '${broken}' or reserved = 0)`);
    const [bad, good] = [recordedEvent(recorded([{ sku: broken, quantity: 1 }])), recordedEvent(recorded([{ sku, quantity: 1 }]))];
    expect(await warehouse.deliver([bad, good])).toEqual(['SUCCESS', 'SUCCESS']);
    expect([await statusOf(good.subject), (await warehouse.show(bad.subject)).status]).toEqual(['CONFIRMED', 404]);
    await warehouse.rows('alter table stock drop constraint broken');
    warehouse.clock.advance(60_000);
    expect(await warehouse.service.consumer.retries.runOnce()).toBe(1);
    expect(await statusOf(bad.subject)).toBe('CONFIRMED');
    expect(await warehouse.events(RESERVED, bad.subject)).toHaveLength(1);
  });
});

test('when somebody but the sidecar hands an event in, then it is refused', async () => {
  const response = await warehouse.post(`/events/orders.order.recorded`, recordedEvent(recorded([{ sku: 'MUG', quantity: 1 }])), {
    'dapr-api-token': randomUUID(),
  });
  expect(response.status).toBe(401);
});
