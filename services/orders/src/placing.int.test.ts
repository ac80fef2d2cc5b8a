import { randomUUID } from 'node:crypto';
import { booksOf, CARD, orderRequest, placeOrder } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { events } from './testing/events';
import { sale } from './testing/sales';

const CREATED = 'orders.order.created';
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
});
afterAll(() => orders.close());
afterEach(() => route('choreography'));

/** Sets how new orders are processed. */
const route = (mode: string, percent = 0) => orders.rows('update rollout set mode = $1, canary_percent = $2 returning mode', mode, percent);
const intentsOf = (orderId: string) =>
  orders.rows<{ kind: string; key: string; payload: unknown }>(
    "select kind, key, payload from platform.intents where payload->>'orderId' = $1",
    orderId,
  );

describe('an order that is placed', () => {
  test('when it is well formed, then it is answered at once with where to follow it, and told of as created', async () => {
    const key = randomUUID();
    const response = await orders.place(orderRequest({ couponCode: 'WELCOME10' }), key);
    expect(response.status).toBe(202);
    const { orderId, orderNumber } = response.body as { orderId: string; orderNumber: string };
    expect(orderNumber).toMatch(/^OR-\d{8}$/);
    expect(response.body).toMatchObject({ status: 'PENDING', links: { self: `/orders/${orderId}` } });
    expect(response.headers).toMatchObject({ location: `/orders/${orderId}`, etag: '"1"' });
    const shown = await orders.get(`/orders/${orderId}`);
    expect(shown.headers['etag']).toBe('"1"');
    expect(shown.body).toMatchObject({ id: orderId, orderNumber, origin: 'api', path: 'choreography', status: 'PENDING', version: 1 });
    const [created, ...more] = await books.told(CREATED, orderId);
    expect(more).toEqual([]);
    expect(created).toMatchObject({ partitionkey: orderId, correlationid: response.headers['x-correlation-id'] });
    expect(created?.data).toMatchObject({ orderId, orderNumber, path: 'choreography', couponCode: 'WELCOME10', payment: { cardToken: CARD } });
    expect(await books.timeline(orderId, 'start')).toMatchObject([{ name: 'choreography' }]);
  });

  test('when the same key comes again, then it is the same order, also after it has moved on', async () => {
    const key = randomUUID();
    const first = await orders.place(orderRequest(), key);
    const { orderId } = first.body as { orderId: string };
    await orders.deliver([events.paid(orderId)], 'payment.payment.completed');
    const again = await orders.place(orderRequest(), key);
    expect(again.status).toBe(202);
    expect(again.body).toMatchObject({ orderId, status: 'PAID' });
    expect(again.headers['etag']).toBe('"2"');
    expect(await books.told(CREATED, orderId)).toHaveLength(1);
  });

  test('when twenty requests with one key come at once, then there is one order, created once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => orders.place(orderRequest(), key)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const ids = new Set(answers.map(({ body }) => (body as { orderId: string }).orderId));
    expect(ids.size).toBe(1);
    const [orderId = ''] = ids;
    expect(await books.told(CREATED, orderId)).toHaveLength(1);
    expect(await orders.rows('select id from orders where idempotency_key = $1', key)).toHaveLength(1);
  });

  test('when a key is used for another order, then it is refused and that order stays as it was', async () => {
    const key = randomUUID();
    const { orderId } = (await orders.place(orderRequest(), key)).body as { orderId: string };
    const other = [
      { items: [{ sku: 'MUG-BLUE', quantity: 3 }] },
      { expectedTotal: { minor: 1, currency: 'EUR' } },
      { payment: { method: 'card', cardToken: 'tok_other' } },
    ];
    for (const changes of other as Partial<ReturnType<typeof orderRequest>>[]) {
      const refused = await orders.place(orderRequest(changes), key);
      expect([refused.status, refused.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    }
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING', version: 1 });
    // The same order written otherwise is the same order.
    const split = orderRequest({ items: [{ sku: 'MUG-BLUE', quantity: 1 }, { sku: 'MUG-BLUE', quantity: 1 }] }); // prettier-ignore
    expect((await orders.place(split, key)).body).toMatchObject({ orderId });
  });

  test('when key or body are bad, then nothing is stored', async () => {
    const before = await orders.orderCount();
    expect((await orders.post('/orders', orderRequest())).status).toBe(400);
    expect((await orders.place({ ...orderRequest(), total: 1 }, randomUUID())).status).toBe(400);
    expect((await orders.place({ ...orderRequest(), items: [] }, randomUUID())).status).toBe(400);
    expect(await orders.orderCount()).toBe(before);
  });

  test('when its lines of one SKU add up to more than can be told, then it is refused, not broken', async () => {
    const line = { sku: 'MUG-BLUE', quantity: 999_999 };
    const response = await orders.place(orderRequest({ items: [line, line] }), randomUUID());
    expect(response.status).toBe(400);
    expect(response.body.errors).toMatchObject([{ pointer: '/items' }]);
  });

  test('when eight digits are used up, then numbers grow instead of repeating', async () => {
    await orders.rows("select setval('order_numbers', 99999998)::text");
    const numbers = await Promise.all([1, 2, 3].map(async () => (await orders.place(orderRequest(), randomUUID())).body.orderNumber as string));
    expect(numbers.sort()).toEqual(['OR-100000000', 'OR-100000001', 'OR-99999999']);
  });
});

describe('the way of a placed order', () => {
  test.each([
    ['orchestration', 0],
    ['canary', 100],
  ])('when the rollout is %s, then the workflow is to be started and nobody has claimed it or told of it', async (mode, percent) => {
    await route(mode, percent);
    const orderId = await placeOrder(orders);
    expect(await books.row(orderId)).toMatchObject({ path: null, version: 1 });
    expect(await intentsOf(orderId)).toEqual([{ kind: 'start-workflow', key: `process:${orderId}`, payload: { orderId, run: 'process' } }]);
    expect(await books.told(CREATED, orderId)).toEqual([]);
  });

  test('when the rollout is shadow, then events process it and the workflow is to run dry beside them', async () => {
    await route('shadow');
    const orderId = await placeOrder(orders);
    expect(await books.row(orderId)).toMatchObject({ path: 'choreography' });
    expect(await intentsOf(orderId)).toMatchObject([{ key: `shadow:${orderId}` }]);
    expect(await books.told(CREATED, orderId)).toHaveLength(1);
  });
});

describe('the card of an order', () => {
  const answers = async (orderId: string) => {
    const paths = ['', '/contact', '/timeline'].map((path) => `/orders/${orderId}${path}`);
    const bodies = await Promise.all([...paths, '/orders?limit=100'].map(async (path) => (await orders.get(path)).text));
    return bodies.join('\n');
  };

  test.each([
    ['it is charged', (orderId: string) => orders.deliver([events.paid(orderId)], 'payment.payment.completed'), 'PAID'],
    ['it is refused', (orderId: string) => orders.deliver([events.refused(orderId)], 'payment.payment.failed'), 'PAYMENT_FAILED'],
    ['it is cancelled', (orderId: string) => orders.post(`/orders/${orderId}/cancel`, { reason: 'Ordered twice.' }), 'CANCELLED'],
    ['an operator ends it', (orderId: string) => orders.patch(`/orders/${orderId}/status`, 1, { status: 'FAILED' }), 'FAILED'],
  ])('when %s, then it is forgotten; it was told to payment only', async (_title, act, status) => {
    const orderId = await placeOrder(orders);
    expect((await books.row(orderId)).card_token).toBe(CARD);
    expect(await answers(orderId)).not.toContain(CARD);
    await act(orderId);
    expect(await books.row(orderId)).toMatchObject({ status, card_token: null });
    expect(await answers(orderId)).not.toContain(CARD);
    const tables = ['orders', 'order_changes', 'order_timeline', 'platform.intents'];
    const counts = await Promise.all(tables.map((table) => orders.rows(`select 1 from ${table} t where t::text like $1`, `%${orderId}%${CARD}%`)));
    expect(counts.flat()).toEqual([]);
    const telling = await orders.rows<{ topic: string }>('select topic from platform.outbox_events where event::text like $1', `%${CARD}%`);
    expect(new Set(telling.map(({ topic }) => topic))).toEqual(new Set([CREATED]));
  });
});

describe('the contact of an order', () => {
  test('when another service asks for it, then it is told who bought, whatever the origin, and no more', async () => {
    const sold = sale();
    await orders.record(sold);
    const orderId = await placeOrder(orders);
    expect((await orders.get(`/orders/${orderId}/contact`)).body).toEqual({
      orderId,
      orderNumber: expect.stringMatching(/^OR-/) as unknown,
      customer: { id: 'customer-17', email: 'ada@example.com' },
    });
    expect((await orders.get(`/orders/${sold.id}/contact`)).body).toEqual({
      orderId: sold.id,
      orderNumber: sold.orderNumber,
      customer: sold.customer,
    });
    expect((await orders.get(`/orders/${randomUUID()}/contact`)).status).toBe(404);
  });
});
