import { randomUUID } from 'node:crypto';
import { eventually } from '@sidecart/platform/testing';
import { sale, saleEvent } from './testing/sales';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';

const RECORDED = 'orders.order.recorded';
let orders: OrdersUnderTest;

beforeAll(async () => {
  orders = await startOrders();
});
afterAll(() => orders.close());

/** The answers given for one order so far. */
const answersFor = async (orderId: string) => (await orders.sent(RECORDED)).filter(({ subject }) => subject === orderId);
const letterOf = async (eventId: string) => (await orders.deadLetters()).find((letter) => letter.eventId === eventId);
const saying = (text: string): unknown => expect.stringContaining(text);
const rowsOf = (orderId: string) => orders.rows('select id from orders where id = $1::uuid', orderId);

describe('a sale that arrives', () => {
  test('when it is new, then it stands on record as PAID and is answered', async () => {
    const event = saleEvent(sale());
    const { order } = event.data;
    expect(await orders.deliver([event])).toEqual(['SUCCESS']);
    const [row] = await orders.rows<Record<string, unknown>>(
      `select order_number, checkout_session_id, customer_id, customer_email, path, status, version, currency, total_minor::int, content,
         fulfillment, placed_at, clock_timestamp() - recorded_at < interval '1 minute' as recent from orders where id = $1::uuid`,
      order.id,
    );
    expect(row).toEqual({
      order_number: order.orderNumber,
      checkout_session_id: order.checkoutSessionId,
      customer_id: 'customer-17',
      customer_email: 'ada@example.com',
      path: 'choreography',
      status: 'PAID',
      version: 1,
      currency: 'EUR',
      total_minor: 2500,
      content: order,
      fulfillment: { status: 'UNFULFILLED' },
      placed_at: new Date(order.placedAt),
      recent: true,
    });
    const [answer, ...more] = await answersFor(order.id);
    expect(more).toEqual([]);
    expect(answer).toMatchObject({ causationid: event.id, correlationid: event.correlationid, source: '/services/orders' });
    expect(answer?.data).toMatchObject({
      orderId: order.id,
      orderNumber: order.orderNumber,
      checkoutSessionId: order.checkoutSessionId,
      path: 'choreography',
      customerId: 'customer-17',
      items: [{ sku: 'MUG-BLUE', quantity: 2 }],
      total: { minor: 2500, currency: 'EUR' },
    });
  });

  test('when two hundred come in one delivery, then each is recorded and answered as caused by its own event', async () => {
    const events = Array.from({ length: 200 }, () => saleEvent(sale()));
    expect(new Set(await orders.deliver(events))).toEqual(new Set(['SUCCESS']));
    const answers = await orders.sent(RECORDED);
    const causes = new Map(answers.map(({ subject, causationid }) => [subject, causationid]));
    for (const { id, subject } of events) expect(causes.get(subject)).toBe(id);
    const ids = events.map(({ subject }) => subject);
    expect(await orders.rows('select id from orders where id = any($1::uuid[])', ids)).toHaveLength(200);
  });
});

describe('a copy of a sale', () => {
  test('when the same event comes again, then there is one order and both are answered alike', async () => {
    const event = saleEvent(sale());
    await orders.deliver([event]);
    // The same bytes again: what a crash between commit and acknowledgement leads to.
    expect(await orders.deliver([event])).toEqual(['SUCCESS']);
    const answers = await answersFor(event.subject);
    expect(await rowsOf(event.subject)).toHaveLength(1);
    expect(answers).toHaveLength(2);
    expect(answers[0]?.data).toEqual(answers[1]?.data);
  });

  test('when a whole delivery comes again beside new sales, then all are answered and none doubled', async () => {
    const old = [saleEvent(sale()), saleEvent(sale())];
    await orders.deliver(old);
    const fresh = saleEvent(sale());
    await orders.deliver([...old, fresh, fresh]);
    for (const { subject } of [...old, fresh]) {
      expect(await rowsOf(subject)).toHaveLength(1);
      expect(await answersFor(subject)).toHaveLength(2);
    }
  });

  test('when copies come at the same moment, then there is one order and every copy is answered', async () => {
    const order = sale();
    const resent = Array.from({ length: 8 }, () => saleEvent(order));
    const twice = [...resent, ...resent];
    const statuses = await Promise.all(twice.map((event) => orders.deliver([event])));
    expect(statuses.flat()).toEqual(twice.map(() => 'SUCCESS'));
    expect(await rowsOf(order.id)).toHaveLength(1);
    expect(await answersFor(order.id)).toHaveLength(16);
    for (const { id } of resent) expect(await letterOf(id)).toBeUndefined();
  });

  test('when two copies meet in the index of the numbers before that of the ids, then it is no taken number', async () => {
    const order = sale();
    const event = saleEvent(order);
    const delivery = await orders.service.platform.database.transaction(async (tx) => {
      // Another copy on its way in, as the number's index sees it first: under the same number, its id not there yet.
      await tx.$executeRaw`insert into orders (id, order_number, checkout_session_id, customer_id, customer_email, currency, total_minor, content, placed_at)
        values (${randomUUID()}::uuid, ${order.orderNumber}, ${order.checkoutSessionId}::uuid, 'customer-17', 'ada@example.com', 'EUR', 2500, ${JSON.stringify(order)}::jsonb, now())`;
      const waiting = orders.deliver([event]);
      const isWaiting = () => orders.rows("select 1 from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'");
      await eventually(async () => (await isWaiting()).length > 0);
      await tx.$executeRaw`update orders set id = ${order.id}::uuid where order_number = ${order.orderNumber}`;
      return { waiting };
    });
    expect(await delivery.waiting).toEqual(['SUCCESS']);
    expect(await letterOf(event.id)).toBeUndefined();
    expect(await answersFor(order.id)).toHaveLength(1);
  });

  test('when a resend has an id of its own and stands in one batch with the first, then both are answered', async () => {
    const order = sale();
    const [first, resend, other] = [saleEvent(order), saleEvent(order), saleEvent(sale())];
    await orders.deliver([first, resend, other]);
    expect(await rowsOf(order.id)).toHaveLength(1);
    expect((await answersFor(order.id)).map(({ causationid }) => causationid)).toEqual([first.id, resend.id]);
    expect(await answersFor(other.subject)).toHaveLength(1);
  });

  test('when it comes after the dedup window, be it the old event or a resend, then there is one order and an answer', async () => {
    const order = sale();
    const first = saleEvent(order);
    await orders.deliver([first]);
    orders.clock.advance(25 * 3_600_000);
    expect(await orders.service.sweeper.runOnce()).toBeGreaterThan(0);
    await orders.deliver([first]);
    await orders.deliver([saleEvent(order)]);
    expect(await rowsOf(order.id)).toHaveLength(1);
    const answers = await answersFor(order.id);
    expect(answers).toHaveLength(3);
    expect(new Set(answers.map(({ data }) => data['recordedAt'])).size).toBe(1);
  });

  test('when it says the same in another order of properties, then it is the same sale', async () => {
    const order = sale();
    await orders.deliver([saleEvent(order)]);
    const reordered = Object.fromEntries(Object.entries(order).reverse()) as unknown as typeof order;
    await orders.deliver([saleEvent(reordered)]);
    expect(await answersFor(order.id)).toHaveLength(2);
  });

  test('when the order has moved on meanwhile, then the copy is answered and moves nothing', async () => {
    const order = sale();
    await orders.deliver([saleEvent(order)]);
    expect((await orders.patch(`/orders/${order.id}/status`, 1, { status: 'CANCELLED' })).status).toBe(200);
    await orders.deliver([saleEvent(order)]);
    expect((await orders.get(`/orders/${order.id}`)).body).toMatchObject({ status: 'CANCELLED', version: 2 });
    expect(await answersFor(order.id)).toHaveLength(2);
  });
});

describe('a sale that cannot be recorded as it says', () => {
  test('when one event of a batch is poison, then it is a dead letter and the others are recorded', async () => {
    const good = [saleEvent(sale()), saleEvent(sale())];
    const poison = saleEvent(sale(), { data: { checkoutSessionId: randomUUID(), order: { ...sale(), total: { minor: 12.5, currency: 'EUR' } } } });
    expect(await orders.deliver([good[0], poison, good[1]])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    for (const { subject } of good) expect(await answersFor(subject)).toHaveLength(1);
    expect(await rowsOf(poison.data.order.id)).toEqual([]);
    expect(await letterOf(poison.id)).toMatchObject({ reason: 'INVALID_DATA', detail: saying('/data/order/total/minor') });
  });

  test('when an id comes with other content, then that copy is a dead letter, unanswered, and the first stands', async () => {
    const order = sale();
    await orders.deliver([saleEvent(order)]);
    const other = saleEvent({ ...order, total: { minor: 1, currency: 'EUR' } });
    const unharmed = saleEvent(sale());
    expect(await orders.deliver([other, unharmed])).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await letterOf(other.id)).toMatchObject({ reason: 'REJECTED', detail: saying('ORDER_CONTENT_DIFFERS') });
    expect(await answersFor(order.id)).toHaveLength(1);
    expect(await answersFor(unharmed.subject)).toHaveLength(1);
    expect((await orders.get(`/orders/${order.id}`)).body).toMatchObject({ total: { minor: 2500 } });
  });

  test('when two contents of one id stand in one batch, then the first is recorded and the other a dead letter', async () => {
    const order = sale();
    const [first, other] = [saleEvent(order), saleEvent({ ...order, customer: { id: 'customer-18', email: 'bob@example.com' } })];
    await orders.deliver([first, other]);
    expect((await answersFor(order.id)).map(({ causationid }) => causationid)).toEqual([first.id]);
    expect(await letterOf(other.id)).toMatchObject({ reason: 'REJECTED' });
  });

  test('when the dedup window holds the id of a copy with other content, then it is unanswered all the same', async () => {
    const event = saleEvent(sale());
    await orders.deliver([event]);
    const order = { ...event.data.order, total: { minor: 1, currency: 'EUR' } };
    await orders.deliver([{ ...event, data: { ...event.data, order } }]);
    expect(await letterOf(event.id)).toMatchObject({ detail: saying('ORDER_CONTENT_DIFFERS') });
    expect(await answersFor(event.subject)).toHaveLength(1);
  });

  test('when an order number is taken, then the newcomer is a dead letter, unanswered, and others of its batch are not', async () => {
    const holder = sale();
    await orders.deliver([saleEvent(holder)]);
    const taken = saleEvent(sale({ orderNumber: holder.orderNumber }));
    const unharmed = [saleEvent(sale()), saleEvent(sale())];
    expect(await orders.deliver([unharmed[0], taken, unharmed[1]])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(await letterOf(taken.id)).toMatchObject({ reason: 'REJECTED', detail: saying('ORDER_NUMBER_TAKEN') });
    expect(await rowsOf(taken.subject)).toEqual([]);
    expect(await answersFor(taken.subject)).toEqual([]);
    for (const { subject } of unharmed) expect(await answersFor(subject)).toHaveLength(1);
  });

  test('when a taken number comes alone, then it is a dead letter too', async () => {
    const holder = sale();
    await orders.deliver([saleEvent(holder)]);
    const taken = saleEvent(sale({ orderNumber: holder.orderNumber }));
    await orders.deliver([taken]);
    expect(await letterOf(taken.id)).toMatchObject({ reason: 'REJECTED', detail: saying('ORDER_NUMBER_TAKEN') });
  });

  test('when a sale contradicts itself, then it is a dead letter', async () => {
    const event = saleEvent(sale({ currency: 'USD' }));
    await orders.deliver([event]);
    expect(await letterOf(event.id)).toMatchObject({ detail: saying('SALE_CONTRADICTS_ITSELF') });
    expect(await rowsOf(event.subject)).toEqual([]);
  });

  test('when a dead letter is redriven after its cause is gone, then the sale is recorded and answered', async () => {
    const holder = sale();
    await orders.deliver([saleEvent(holder)]);
    const taken = saleEvent(sale({ orderNumber: holder.orderNumber }));
    await orders.deliver([taken]);
    await orders.rows("update orders set order_number = 'CK-999999' where id = $1::uuid returning id", holder.id);
    const letter = await letterOf(taken.id);
    expect((await orders.asOperator('post', `/admin/dead-letters/${letter?.id}/redrive`)).status).toBe(202);
    expect(await orders.service.consumer.retries.runOnce()).toBe(1);
    expect(await answersFor(taken.subject)).toHaveLength(1);
    expect(await letterOf(taken.id)).toBeUndefined();
  });
});
