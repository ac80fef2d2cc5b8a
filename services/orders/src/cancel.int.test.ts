import { randomUUID } from 'node:crypto';
import { events } from './testing/events';
import { booksOf, placeOrder } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { sale } from './testing/sales';

const FAILED = 'orders.order.failed';
const PAID = 'payment.payment.completed';
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
});
afterAll(() => orders.close());

const cancel = (orderId: string, reason = 'Ordered twice.') => orders.post(`/orders/${orderId}/cancel`, { reason });
const claimByWorkflow = (orderId: string) => orders.rows("update orders set path = 'orchestration' where id = $1::uuid returning id", orderId);
const raised = (orderId: string) => orders.rows<{ payload: unknown }>('select payload from platform.intents where key = $1', `cancel:${orderId}`);

describe('a customer cancels', () => {
  test('when the order is pending, then it is cancelled, and that is told as the command to undo', async () => {
    const orderId = await placeOrder(orders);
    const response = await cancel(orderId);
    expect(response.status).toBe(200);
    expect(response.headers['etag']).toBe('"2"');
    expect(response.body).toMatchObject({ id: orderId, status: 'CANCELLED', version: 2, outcome: 'failed', failure: { message: 'Ordered twice.' } });
    expect(await books.told(FAILED, orderId)).toMatchObject([
      { data: { status: 'CANCELLED', path: 'choreography', reason: { code: 'CANCELLED_BY_CUSTOMER' } } },
    ]);
    expect(await books.told('orders.order.status_changed', orderId)).toMatchObject([
      { data: { from: 'PENDING', to: 'CANCELLED', reason: 'Ordered twice.' } },
    ]);
    expect(await books.timeline(orderId, 'decision')).toMatchObject([{ name: 'cancel', detail: { reason: 'Ordered twice.' } }]);
  });

  test('when it is asked again or by many at once, then it is cancelled once', async () => {
    const orderId = await placeOrder(orders);
    const answers = await Promise.all(Array.from({ length: 8 }, () => cancel(orderId)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await cancel(orderId)).body).toMatchObject({ status: 'CANCELLED', version: 2 });
    expect(await books.changes(orderId)).toEqual(['PENDING>CANCELLED']);
    expect(await books.told(FAILED, orderId)).toHaveLength(1);
  });

  test('when nobody has claimed the order yet, then it is cancelled and can never be claimed', async () => {
    await orders.rows("update rollout set mode = 'orchestration' returning mode");
    const orderId = await placeOrder(orders);
    await orders.rows("update rollout set mode = 'choreography' returning mode");
    expect((await cancel(orderId)).body).toMatchObject({ status: 'CANCELLED' });
    orders.engine.away = true;
    orders.clock.advance(60_000);
    await orders.service.intentWorker.runOnce();
    orders.engine.away = false;
    expect(await books.row(orderId)).toMatchObject({ status: 'CANCELLED', path: null });
    expect(await books.told('orders.order.created', orderId)).toEqual([]);
  });

  test.each(['PAID', 'RESERVED', 'SHIPPED', 'COMPLETED', 'FAILED'])('when the order is %s, then it is too late', async (status) => {
    const orderId = await placeOrder(orders);
    await orders.rows('update orders set status = $2 where id = $1::uuid returning id', orderId, status);
    const refused = await cancel(orderId);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'TOO_LATE_TO_CANCEL', orderStatus: status });
    expect(await books.told(FAILED, orderId)).toEqual([]);
  });

  test('when it is a sale, unknown, or no reason is given, then it is refused', async () => {
    const sold = sale();
    await orders.record(sold);
    expect((await cancel(sold.id)).body).toMatchObject({ code: 'TOO_LATE_TO_CANCEL' });
    expect((await cancel(randomUUID())).status).toBe(404);
    expect((await orders.post(`/orders/${sold.id}/cancel`, {})).status).toBe(400);
  });

  test('when the workflow has the order, then it is asked once and ends the order itself', async () => {
    const orderId = await placeOrder(orders);
    await claimByWorkflow(orderId);
    const answers = [await cancel(orderId), await cancel(orderId)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await raised(orderId)).toEqual([{ payload: { orderId, event: 'cancel', data: { reason: 'Ordered twice.' } } }]);
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING' });
    expect(await books.timeline(orderId, 'decision')).toHaveLength(1);
    expect(await books.told(FAILED, orderId)).toEqual([]);
  });
});

describe('a cancellation that meets the capture', () => {
  test('when the payment is told of afterwards, then the order stays dead and everybody is told once more, with the payment', async () => {
    const orderId = await placeOrder(orders);
    await cancel(orderId);
    const paid = events.paid(orderId);
    await orders.deliver([paid, paid], PAID);
    await orders.deliver([paid], PAID);
    expect(await books.row(orderId)).toMatchObject({ status: 'CANCELLED', outcome: 'compensated', progress: { paymentId: paid.data.paymentId } });
    const told = await books.told(FAILED, orderId);
    expect(told.map(({ data }) => data['paymentId'])).toEqual([undefined, paid.data.paymentId]);
    expect(told[1]).toMatchObject({ causationid: paid.id, correlationid: paid.correlationid });
    expect(new Set(told.map(({ id }) => id)).size).toBe(2);
  });

  test('when both come at the same moment, then the order is either paid, or dead with the payment told of as to be undone', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => placeOrder(orders)));
    await Promise.all(ids.flatMap((orderId) => [cancel(orderId), orders.deliver([events.paid(orderId)], PAID)]));
    for (const orderId of ids) {
      const { status, version } = await books.row(orderId);
      const told = await books.told(FAILED, orderId);
      expect(['PAID', 'CANCELLED']).toContain(status);
      if (status === 'PAID') expect(told).toEqual([]);
      else expect(told.map(({ data }) => data['paymentId'] !== undefined)).toEqual([false, true]);
      expect(version).toBe(1 + (await books.changes(orderId)).filter((change) => change.includes('>')).length);
    }
  });
});
