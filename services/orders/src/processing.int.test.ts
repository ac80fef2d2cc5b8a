import { randomUUID } from 'node:crypto';
import type { PlatformEvent } from '@sidecart/platform';
import { eventually } from '@sidecart/platform/testing';
import { events } from './testing/events';
import { booksOf, placeOrder } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { sale } from './testing/sales';

const FAILED = 'orders.order.failed';
const COMPLETED = 'orders.order.completed';
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
});
afterAll(() => orders.close());

async function deliver(...told: readonly PlatformEvent[]): Promise<void> {
  for (const event of told) await orders.deliver([event], event.type);
}
const unclaimed = async () => {
  await orders.rows("update rollout set mode = 'orchestration' returning mode");
  const orderId = await placeOrder(orders);
  await orders.rows("update rollout set mode = 'choreography' returning mode");
  return orderId;
};

describe('an order on its way by events', () => {
  test('when a sale of checkout is recorded, then goods and shipment bring it to its end, and it is told with all that others need', async () => {
    const sold = sale();
    await orders.record(sold);
    await deliver(events.reserved(sold.id), events.shipped(sold.id));
    expect(await books.changes(sold.id)).toEqual(['PAID>RESERVED', 'RESERVED>SHIPPED', 'SHIPPED>COMPLETED']);
    const [completed, ...more] = await books.told(COMPLETED, sold.id);
    expect(more).toEqual([]);
    expect(completed?.data).toEqual({
      ...{ orderId: sold.id, orderNumber: sold.orderNumber, path: 'choreography', customer: sold.customer },
      ...{ items: [{ sku: 'MUG-BLUE', quantity: 2 }], total: sold.total, carrier: 'Parcel Line', trackingNumber: 'PL123456789' },
      ...{ placedAt: sold.placedAt, completedAt: orders.clock.now().toISOString() },
    });
    expect((await orders.get(`/orders/${sold.id}`)).body).toMatchObject({ status: 'COMPLETED', outcome: 'completed', version: 4 });
  });

  test('when a placed order is told of step by step, then every step shows, and its versions have no gap', async () => {
    const orderId = await placeOrder(orders);
    const steps = [events.paid(orderId), events.reserved(orderId), events.shipped(orderId)];
    const seen: [string, number, string | undefined][] = [];
    for (const step of steps) {
      await deliver(step);
      const { body, headers } = await orders.get(`/orders/${orderId}`);
      seen.push([body.status as string, body.version as number, headers['etag']]);
    }
    expect(seen).toEqual([
      ['PAID', 2, '"2"'],
      ['RESERVED', 3, '"3"'],
      ['COMPLETED', 5, '"5"'],
    ]);
    const versions = (await books.told('orders.order.status_changed', orderId)).map(({ data }) => data['version']);
    expect(versions).toEqual([2, 3, 4, 5]);
    expect((await books.timeline(orderId)).map(({ name }) => name)).toEqual(steps.map(({ type }) => type));
  });

  test('when the goods of a sale are not there, then it fails, its payment is named to be given back, and that is noted', async () => {
    const sold = sale();
    await orders.record(sold);
    await deliver(events.rejected(sold.id));
    const [failed] = await books.told(FAILED, sold.id);
    expect(failed?.data).toMatchObject({
      ...{ orderId: sold.id, path: 'choreography', status: 'FAILED', step: 'ReserveInventory', total: sold.total },
      ...{ checkoutSessionId: sold.checkoutSessionId, paymentId: sold.payment.id, reason: { code: 'OUT_OF_STOCK' } },
    });
    await deliver(events.refunded(sold.id, { paymentId: sold.payment.id, amount: sold.total }));
    expect(await books.row(sold.id)).toMatchObject({ status: 'FAILED', outcome: 'compensated', next_look_at: null });
    expect((await books.timeline(sold.id)).map(({ name }) => name)).toEqual(['warehouse.inventory.rejected', 'payment.payment.refunded']);
    expect(await books.told(FAILED, sold.id)).toHaveLength(1);
  });

  test('when a dead order turns out to have been charged, then whoever polls by its ETag sees the new outcome', async () => {
    const orderId = await placeOrder(orders);
    await orders.post(`/orders/${orderId}/cancel`, { reason: 'Ordered twice.' });
    const before = await orders.get(`/orders/${orderId}`);
    await deliver(events.paid(orderId));
    const after = await orders.get(`/orders/${orderId}`);
    expect([before.body.outcome, after.body.outcome]).toEqual(['failed', 'compensated']);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    expect([before.body.version, after.body.version]).toEqual([2, 3]);
  });
});

describe('an operator changes an order on its way', () => {
  test('when something became known of it in the same moment, then the change does not overwrite that', async () => {
    const orderId = await placeOrder(orders);
    const paymentId = randomUUID();
    const { change } = await orders.service.platform.database.transaction(async (tx) => {
      await tx.$executeRaw`update orders set progress = jsonb_build_object('paymentId', ${paymentId}::text) where id = ${orderId}::uuid`;
      const started = orders.patch(`/orders/${orderId}/status`, 1, { status: 'CANCELLED', reason: 'Fraud.' });
      const waits = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      await eventually(async () => (await orders.rows(waits)).length > 0);
      return { change: started };
    });
    expect((await change).status).toBe(200);
    expect((await books.row(orderId)).progress).toEqual({ paymentId });
    expect(await books.told(FAILED, orderId)).toMatchObject([{ data: { paymentId } }]);
  });

  test('when the order is ended, then all is undone as by anybody else, and a late success is answered', async () => {
    const orderId = await placeOrder(orders);
    await deliver(events.paid(orderId));
    expect((await orders.patch(`/orders/${orderId}/status`, 2, { status: 'FAILED', reason: 'Fraud.' })).body).toMatchObject({
      outcome: 'compensated',
    });
    const [placed] = await books.told('orders.order.created', orderId);
    expect(await books.told(FAILED, orderId)).toMatchObject([
      { correlationid: placed?.correlationid, data: { reason: { code: 'BY_OPERATOR', message: 'Fraud.' } } },
    ]);
    await deliver(events.reserved(orderId));
    expect(await books.told(FAILED, orderId)).toHaveLength(2);
    expect((await books.row(orderId)).next_look_at).not.toBeNull();
  });

  test('when the order is moved on, then it is still looked after', async () => {
    const orderId = await placeOrder(orders);
    await orders.patch(`/orders/${orderId}/status`, 1, { status: 'PAID' });
    expect((await books.row(orderId)).next_look_at).toEqual(new Date(orders.clock.now().getTime() + 60_000));
    await orders.patch(`/orders/${orderId}/fulfillment`, 2, { carrier: 'Parcel Line' });
    expect((await books.row(orderId)).next_look_at).not.toBeNull();
  });

  test('when the order is led to its end by hand, then it can be told of as complete', async () => {
    const orderId = await placeOrder(orders);
    for (const [index, status] of ['PAID', 'RESERVED', 'SHIPPED', 'COMPLETED'].entries()) {
      expect((await orders.patch(`/orders/${orderId}/status`, index + 1, { status })).status).toBe(200);
    }
    expect(await books.told(COMPLETED, orderId)).toMatchObject([{ data: { total: { minor: 3025, currency: 'EUR' } } }]);
    expect(await books.row(orderId)).toMatchObject({ outcome: 'completed', next_look_at: null });
  });

  test('when nobody has claimed the order yet, then moving it on takes it from the workflow', async () => {
    const orderId = await unclaimed();
    expect((await orders.patch(`/orders/${orderId}/status`, 1, { status: 'PAID' })).body).toMatchObject({ path: 'choreography' });
    expect(await books.row(orderId)).toMatchObject({ path: 'choreography', status: 'PAID' });
  });
});
