import { randomUUID } from 'node:crypto';
import { sale } from './testing/sales';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';

const CHANGED = 'orders.order.status_changed';
let orders: OrdersUnderTest;

beforeAll(async () => {
  orders = await startOrders();
});
afterAll(() => orders.close());

const changesOf = async (orderId: string) => (await orders.sent(CHANGED)).filter(({ subject }) => subject === orderId);
const historyOf = (orderId: string) =>
  orders.rows<Record<string, unknown>>(
    'select version, from_status, to_status, fulfillment, reason, applied, refusal from order_changes where order_id = $1::uuid order by id',
    orderId,
  );

async function recorded(changes: Parameters<typeof sale>[0] = {}) {
  const order = sale(changes);
  await orders.record(order);
  return order;
}

/** Follows the cursor from page to page and resolves to the ids in the order seen. */
async function walk(query: string, between?: () => Promise<unknown>): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let [cursor, pages] = ['', 0];
  for (;;) {
    const { body } = (await orders.get(`/orders?${query}${cursor}`)) as { body: { items: { id: string }[]; nextCursor: string | null } };
    ids.push(...body.items.map(({ id }) => id));
    pages += 1;
    if (body.nextCursor === null) return { ids, pages };
    cursor = `&cursor=${body.nextCursor}`;
    await between?.();
  }
}

describe('one order', () => {
  test('when it is on record, then it is shown as it was sold, with where it stands and its version as ETag', async () => {
    const order = await recorded();
    const response = await orders.get(`/orders/${order.id}`);
    expect(response.status).toBe(200);
    expect(response.headers['etag']).toBe('"1"');
    expect(response.body).toMatchObject({ ...order, status: 'PAID', path: 'choreography', version: 1, fulfillment: { status: 'UNFULFILLED' } });
    expect(Date.parse((response.body as { recordedAt: string }).recordedAt)).toBeGreaterThan(0);
  });

  test('when there is no such order, then it is a 404 problem', async () => {
    for (const id of [randomUUID(), 'not-an-id']) {
      const response = await orders.get(`/orders/${id}`);
      expect(response.status).toBe(404);
      expect(response.headers['content-type']).toMatch('application/problem+json');
    }
  });
});

describe('the list of orders', () => {
  test('when 250 orders are paged through while more are placed, then each is seen once, newest first', async () => {
    const customer = { id: 'pager', email: 'pager@example.com' };
    // Many placed in one instant, and some only microseconds apart: what a cursor in milliseconds would skip or repeat.
    const placedAt = (index: number) =>
      `2026-01-05T00:00:${String(Math.floor(index / 100)).padStart(2, '0')}.0000${String(Math.floor((index % 100) / 2)).padStart(2, '0')}Z`;
    const sold = Array.from({ length: 250 }, (_item, index) => sale({ customer, placedAt: placedAt(index) }));
    await orders.record(...sold);
    const { ids, pages } = await walk('customerId=pager&limit=20', () => recorded({ customer, placedAt: '2026-01-06T00:00:00.000Z' }));
    const newestFirst = [...sold].sort((a, b) => (a.placedAt === b.placedAt ? (a.id < b.id ? 1 : -1) : a.placedAt < b.placedAt ? 1 : -1));
    expect(ids).toEqual(newestFirst.map(({ id }) => id));
    expect(pages).toBe(13);
  });

  test('when the page size divides the number, then no empty page follows', async () => {
    const customer = { id: 'four', email: 'four@example.com' };
    await orders.record(...Array.from({ length: 4 }, () => sale({ customer })));
    expect((await walk('customerId=four&limit=2')).pages).toBe(2);
  });

  test('when customer, status and time are given, then only what fits all of them is listed', async () => {
    const customer = { id: 'choosy', email: 'choosy@example.com' };
    const times = ['2026-01-09T23:59:59.999999Z', '2026-01-10T00:00:00.000Z', '2026-01-10T12:00:00.000Z', '2026-01-11T00:00:00.000Z'];
    const sold = times.map((placedAt) => sale({ customer, placedAt }));
    await orders.record(...sold, sale({ placedAt: times[1]! }));
    await orders.patch(`/orders/${sold[2]!.id}/status`, 1, { status: 'CANCELLED' });
    const day = 'customerId=choosy&from=2026-01-10&to=2026-01-11';
    expect((await walk(day)).ids).toEqual([sold[2]!.id, sold[1]!.id]);
    expect((await walk(`${day}&status=CANCELLED`)).ids).toEqual([sold[2]!.id]);
    expect((await walk('customerId=nobody')).ids).toEqual([]);
  });

  test('when a parameter is bad, then it is a 400 problem that points at it', async () => {
    const response = await orders.get('/orders?cursor=bm9uc2Vuc2U&limit=0');
    expect(response.status).toBe(400);
    expect((response.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(['/query/limit', '/query/cursor']);
  });
});

describe('a change of status', () => {
  test('when it is legal and meant for this version, then state, event and history say the same', async () => {
    const order = await recorded();
    const response = await orders.patch(`/orders/${order.id}/status`, 1, { status: 'CANCELLED', reason: 'Customer asked for it.' });
    expect(response.status).toBe(200);
    expect(response.headers['etag']).toBe('"2"');
    expect(response.body).toMatchObject({ id: order.id, status: 'CANCELLED', version: 2 });
    expect((await orders.get(`/orders/${order.id}`)).body).toEqual(response.body);
    const [event, ...more] = await changesOf(order.id);
    expect(more).toEqual([]);
    expect(event?.data).toEqual({
      orderId: order.id,
      orderNumber: order.orderNumber,
      version: 2,
      from: 'PAID',
      to: 'CANCELLED',
      reason: 'Customer asked for it.',
      changedAt: orders.clock.now().toISOString(),
    });
    expect(await historyOf(order.id)).toEqual([
      { version: 2, from_status: 'PAID', to_status: 'CANCELLED', fulfillment: null, reason: 'Customer asked for it.', applied: true, refusal: null },
    ]);
  });

  test('when it is illegal, then it is a 409 that lists what is allowed, is put on record and changes nothing', async () => {
    const order = await recorded();
    const response = await orders.patch(`/orders/${order.id}/status`, 1, { status: 'COMPLETED' });
    expect(response.status).toBe(409);
    expect(response.body).toMatchObject({ code: 'ILLEGAL_TRANSITION', from: 'PAID', to: 'COMPLETED', allowed: ['RESERVED', 'FAILED', 'CANCELLED'] });
    expect((await orders.get(`/orders/${order.id}`)).body).toMatchObject({ status: 'PAID', version: 1 });
    expect(await changesOf(order.id)).toEqual([]);
    expect(await historyOf(order.id)).toMatchObject([{ version: 1, to_status: 'COMPLETED', applied: false, refusal: 'ILLEGAL_TRANSITION' }]);
  });

  test('when If-Match is missing, stale, weak or malformed, then nothing changes', async () => {
    const order = await recorded();
    const path = `/orders/${order.id}/status`;
    const body = { status: 'CANCELLED' };
    expect((await orders.asOperator('patch', path, body)).status).toBe(428);
    expect((await orders.patch(path, 2, body)).status).toBe(412);
    expect((await orders.patch(path, 'W/"1"', body)).status).toBe(412);
    expect((await orders.patch(path, '1', body)).status).toBe(400);
    expect((await orders.get(`/orders/${order.id}`)).headers['etag']).toBe('"1"');
    expect(await historyOf(order.id)).toMatchObject([{ refusal: 'STALE' }, { refusal: 'STALE' }]);
    expect((await orders.patch(path, '"7", "1"', body)).status).toBe(200);
  });

  test('when ten change one version at once, then one wins and the others are stale', async () => {
    const order = await recorded();
    const wishes = Array.from({ length: 10 }, (_item, index) => (index % 2 === 0 ? 'CANCELLED' : 'RESERVED'));
    const answers = await Promise.all(wishes.map((status) => orders.patch(`/orders/${order.id}/status`, 1, { status })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    expect(await changesOf(order.id)).toHaveLength(1);
    const history = await historyOf(order.id);
    expect(history.filter(({ applied }) => applied)).toHaveLength(1);
    expect(history.filter(({ refusal }) => refusal === 'STALE')).toHaveLength(9);
  });

  test('when the body breaks its contract, then it is a 400 problem', async () => {
    const order = await recorded();
    expect((await orders.patch(`/orders/${order.id}/status`, 1, { status: 'LOST' })).status).toBe(400);
    expect((await orders.patch(`/orders/${order.id}/status`, 1, { status: 'CANCELLED', version: 9 })).status).toBe(400);
  });

  test('when the caller is no operator or the order does not exist, then it is refused', async () => {
    const order = await recorded();
    const anonymous = await orders.asOperator(
      'patch',
      `/orders/${order.id}/status`,
      { status: 'CANCELLED' },
      { authorization: 'Bearer x', 'if-match': '*' },
    );
    expect(anonymous.status).toBe(401);
    expect((await orders.patch(`/orders/${randomUUID()}/status`, 1, { status: 'CANCELLED' })).status).toBe(404);
  });
});

describe('a change of fulfillment', () => {
  test('when the goods leave, then the order shows it and the event carries it with an unchanged status', async () => {
    const order = await recorded();
    const path = `/orders/${order.id}/fulfillment`;
    const response = await orders.patch(path, 1, { status: 'SHIPPED', carrier: 'Parcel Line', trackingNumber: 'PL123456789' });
    const fulfillment = { status: 'SHIPPED', carrier: 'Parcel Line', trackingNumber: 'PL123456789', shippedAt: orders.clock.now().toISOString() };
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ status: 'PAID', version: 2, fulfillment });
    const events = await changesOf(order.id);
    expect(events.map(({ data }) => data)).toMatchObject([{ version: 2, from: 'PAID', to: 'PAID', fulfillment }]);
    expect(await historyOf(order.id)).toMatchObject([{ version: 2, applied: true, fulfillment }]);
  });

  test('when nothing would change, then the version stays and nothing is published', async () => {
    const order = await recorded();
    const path = `/orders/${order.id}/fulfillment`;
    await orders.patch(path, 1, { carrier: 'Parcel Line' });
    const again = await orders.patch(path, 2, { carrier: 'Parcel Line' });
    expect([again.status, again.headers['etag']]).toEqual([200, '"2"']);
    expect(await changesOf(order.id)).toHaveLength(1);
  });

  test('when the order died, or the step is illegal, or If-Match is missing, then it is refused', async () => {
    const order = await recorded();
    const path = `/orders/${order.id}/fulfillment`;
    expect((await orders.asOperator('patch', path, { status: 'SHIPPED' })).status).toBe(428);
    expect((await orders.patch(path, 1, { status: 'DELIVERED' })).body).toMatchObject({
      status: 409,
      code: 'ILLEGAL_TRANSITION',
      allowed: ['RESERVED', 'SHIPPED'],
    });
    await orders.patch(`/orders/${order.id}/status`, 1, { status: 'CANCELLED' });
    expect((await orders.patch(path, 2, { status: 'SHIPPED' })).body).toMatchObject({ status: 409, code: 'ORDER_CLOSED', orderStatus: 'CANCELLED' });
    expect(await historyOf(order.id)).toMatchObject([{ refusal: 'ILLEGAL_TRANSITION' }, { applied: true }, { refusal: 'ORDER_CLOSED' }]);
  });
});
