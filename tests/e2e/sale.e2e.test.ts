import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { eventually } from '../../packages/platform/src/testing/index.js';
import { openShop, type Shop } from './support/shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 120_000);
afterAll(() => shop.close());

interface OutboxEvent {
  readonly id: string;
  readonly data: { readonly order: Record<string, unknown> };
}

const eventOf = async (orderId: string): Promise<OutboxEvent> => {
  const [row] = await shop.rows<{ event: OutboxEvent }>(
    'checkout',
    "select event from platform.outbox_events where topic = 'checkout.order.completed' and event->>'subject' = $1",
    [orderId],
  );
  return row!.event;
};
const handled = async (id: string): Promise<boolean> =>
  (await shop.rows('orders', 'select 1 from platform.processed_events where event_id = $1', [id])).length === 1;
const acknowledgements = async (orderId: string): Promise<number> =>
  (
    await shop.rows(
      'orders',
      "select 1 from platform.outbox_events where topic = 'orders.order.recorded' and event->'data'->>'orderId' = $1 and sent_at is not null",
      [orderId],
    )
  ).length;

test('when a session is completed, then the sale stands in orders’ own database and checkout knows it does', async () => {
  const sale = await shop.sell();
  await shop.allRecorded([sale]);
  const order = await shop.http('orders', 'GET', `/orders/${sale.orderId}`);
  // It goes on at once: by now it may be reserved or on its way.
  const status: unknown = expect.stringMatching(/^(PAID|RESERVED|SHIPPED|COMPLETED)$/);
  expect(order.body).toMatchObject({ id: sale.orderId, orderNumber: sale.orderNumber, status, checkoutSessionId: sale.sessionId });
  const session = await shop.http('checkout', 'GET', `/checkout-sessions/${sale.sessionId}`);
  expect(session.body).toMatchObject({ status: 'COMPLETED', orderId: sale.orderId });
});

test('when the same event id is delivered again, then there is one order', async () => {
  const sale = await shop.sell();
  await shop.allRecorded([sale]);
  const event = await eventOf(sale.orderId);
  const before = await acknowledgements(sale.orderId);
  expect(await shop.publish('checkout', 'checkout.order.completed', event)).toBeLessThan(300);
  await eventually(async () => (await acknowledgements(sale.orderId)) > before);
  expect(await shop.rows('orders', 'select 1 from orders where id = $1', [sale.orderId])).toHaveLength(1);
});

test('when a resend comes after the dedup window, then there is still one order, and it is acknowledged again', async () => {
  const sale = await shop.sell();
  await shop.allRecorded([sale]);
  const event = await eventOf(sale.orderId);
  await shop.rows('orders', 'delete from platform.processed_events where event_id = $1', [event.id]);
  const before = await acknowledgements(sale.orderId);
  await shop.publish('checkout', 'checkout.order.completed', event);
  await eventually(() => handled(event.id));
  await eventually(async () => (await acknowledgements(sale.orderId)) > before);
  expect(await shop.rows('orders', 'select 1 from orders where id = $1', [sale.orderId])).toHaveLength(1);
});

test('when an invalid event is published among valid ones, then it alone is a dead letter with the reason, and can be listed', async () => {
  const sale = await shop.sell();
  await shop.allRecorded([sale]);
  const good = await eventOf(sale.orderId);
  const bad = { ...good, id: randomUUID(), data: { ...good.data, order: { ...good.data.order, items: 'none' } } };
  await shop.publish('checkout', 'checkout.order.completed', bad);
  const after = await shop.sell();
  await shop.allRecorded([sale, after]);
  const admin = { authorization: `Bearer ${shop.stack.secrets.adminToken}` };
  const letters = await eventually(async () => {
    const page = await shop.http('orders', 'GET', '/admin/dead-letters', { headers: admin });
    return (page.body['items'] as Record<string, unknown>[]).length > 0 && (page.body['items'] as Record<string, unknown>[]);
  });
  expect(letters).toEqual([expect.objectContaining({ reason: 'INVALID_DATA', eventId: bad.id, topic: 'checkout.order.completed' })]);
  expect(String(letters[0]!['detail'])).toContain('/data/order/items');
});

test('when two completions with different keys race, then there is one capture and one order', async () => {
  const sessionId = await shop.session();
  const answers = await Promise.all([shop.complete(sessionId), shop.complete(sessionId)]);
  expect(answers.map(({ status }) => status).sort()).toEqual(expect.arrayContaining([201]));
  const captures = await shop.rows('payment', "select 1 from payments where reference_id = $1 and status = 'CAPTURED'", [sessionId]);
  expect(captures).toHaveLength(1);
  const again = await shop.complete(sessionId);
  expect(again.body['orderId']).toBe(answers.find(({ status }) => status === 201)!.body['orderId']);
});

test('when the card is declined, then 402 says why and nothing is sold; when the provider’s answer is lost, then the sale is made once', async () => {
  const declined = await shop.complete(await shop.session(), { cardToken: 'tok_declined' });
  expect([declined.status, declined.body['code']]).toEqual([402, 'PAYMENT_DECLINED']);
  const sessionId = await shop.session();
  const answer = await shop.complete(sessionId, { cardToken: 'tok_timeout_after_charge' });
  expect([201, 202]).toContain(answer.status);
  const session = await eventually(
    async () => {
      const { body } = await shop.http('checkout', 'GET', `/checkout-sessions/${sessionId}`);
      return body['status'] === 'COMPLETED' && body;
    },
    { timeoutMs: 30_000 },
  );
  await shop.allRecorded([{ sessionId, orderId: String(session['orderId']), orderNumber: '' }]);
  expect(
    await shop.rows('payment', 'select 1 from simulator_charges c join payments p on p.idempotency_key = c.key where p.reference_id = $1', [
      sessionId,
    ]),
  ).toHaveLength(1);
});

test('when checkout’s role tries to read orders’ database, then it is refused', async () => {
  const url = new URL(shop.stack.databaseUrl('checkout'));
  url.pathname = new URL(shop.stack.databaseUrl('orders')).pathname;
  const client = new Client({ connectionString: url.toString() });
  await expect(client.connect()).rejects.toThrow(/permission denied/);
});

test('when an event route is called past the sidecar, then it is refused', async () => {
  const answer = await shop.http('orders', 'POST', '/events/checkout.order.completed', { body: {} });
  expect(answer.status).toBe(401);
});
