import { randomUUID } from 'node:crypto';
import type { HandlerContext, PlatformEvent } from '@sidecart/platform';
import { events, resent, type Telling } from '../testing/events';
import { booksOf, placeOrder } from '../testing/placed';
import { startOrders, type OrdersUnderTest } from '../testing/orders-under-test';
import { sale } from '../testing/sales';
import { onPaymentCompleted } from './on-payment-completed';

const FAILED = 'orders.order.failed';
const COMPLETED = 'orders.order.completed';
const CHANGED = 'orders.order.status_changed';
const TEN_DAYS = 10 * 24 * 3_600_000;
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
});
afterAll(() => orders.close());

/** Delivers events one after the other, each in a delivery of its own. */
async function deliver(...told: readonly PlatformEvent[]): Promise<void> {
  for (const event of told) expect(await orders.deliver([event], event.type)).toEqual(['SUCCESS']);
}
const letterOf = async (eventId: string) => (await orders.deadLetters()).find((letter) => letter.eventId === eventId);

/** Everything the service holds and has told of an order, but for the clock. */
async function everything(orderId: string) {
  const tellings = await Promise.all([FAILED, COMPLETED, CHANGED, 'orders.order.created'].map((topic) => books.told(topic, orderId)));
  return { row: await books.row(orderId), changes: await books.changes(orderId), timeline: await books.timeline(orderId), tellings };
}

interface Case {
  readonly tells: Telling;
  /** What was told before. */
  readonly after: readonly Telling[];
  readonly row: object;
  readonly changes: readonly string[];
  readonly told: readonly string[];
}

const cases: readonly Case[] = [
  { tells: 'paid', after: [], row: { status: 'PAID', total_minor: 3025, outcome: null }, changes: ['PENDING>PAID'], told: [CHANGED] },
  {
    ...{ tells: 'refused', after: [], changes: ['PENDING>PAYMENT_FAILED'], told: [CHANGED, FAILED] },
    row: { status: 'PAYMENT_FAILED', outcome: 'failed', failure: { code: 'CARD_DECLINED', step: 'ProcessPayment' } },
  },
  {
    ...{ tells: 'reserved', after: ['paid'], changes: ['PAID>RESERVED'], told: [CHANGED] },
    row: { status: 'RESERVED', fulfillment: { status: 'RESERVED' } },
  },
  {
    ...{ tells: 'rejected', after: ['paid'], changes: ['PAID>FAILED'], told: [CHANGED, FAILED] },
    row: { status: 'FAILED', outcome: 'compensated', failure: { code: 'OUT_OF_STOCK', step: 'ReserveInventory' } },
  },
  {
    ...{ tells: 'shipped', after: ['paid', 'reserved'], changes: ['RESERVED>SHIPPED', 'SHIPPED>COMPLETED'], told: [CHANGED, CHANGED, COMPLETED] },
    row: { status: 'COMPLETED', outcome: 'completed', fulfillment: { status: 'SHIPPED', carrier: 'Parcel Line', trackingNumber: 'PL123456789' } },
  },
  {
    ...{ tells: 'undeliverable', after: ['paid', 'reserved'], changes: ['RESERVED>FAILED'], told: [CHANGED, FAILED] },
    row: { status: 'FAILED', outcome: 'compensated', fulfillment: { status: 'UNFULFILLED' }, failure: { step: 'CreateShipment' } },
  },
  { tells: 'released', after: ['paid', 'reserved', 'undeliverable'], row: { progress: { released: true } }, changes: [], told: [] },
  { tells: 'unshipped', after: ['paid', 'reserved', 'undeliverable'], row: { progress: { shipmentCancelled: true } }, changes: [], told: [] },
];

describe.each(cases)('what is told as $tells', ({ tells, after, row, changes, told }) => {
  /** An order as it stands before, and the event about it. */
  async function prepared() {
    const orderId = await placeOrder(orders);
    await deliver(...after.map((name) => events[name](orderId)));
    const made = (await books.changes(orderId)).length;
    const before = await Promise.all([CHANGED, FAILED, COMPLETED].map(async (topic) => (await books.told(topic, orderId)).length));
    return { orderId, event: events[tells](orderId) as PlatformEvent, made, before };
  }
  const newsOf = async ({ orderId, made, before }: Awaited<ReturnType<typeof prepared>>) => {
    const tellings = await Promise.all(
      [CHANGED, FAILED, COMPLETED].map(async (topic, index) => (await books.told(topic, orderId)).slice(before[index])),
    );
    return { changes: (await books.changes(orderId)).slice(made), tellings: tellings.flat() };
  };

  test('when it comes, then the order, its history, its timeline and what is told say the same', async () => {
    const order = await prepared();
    await deliver(order.event);
    expect(await books.row(order.orderId)).toMatchObject(row);
    const news = await newsOf(order);
    expect(news.changes).toEqual(changes);
    expect(news.tellings.map(({ type }) => type).sort()).toEqual([...told].sort());
    for (const event of news.tellings) expect(event).toMatchObject({ causationid: order.event.id, correlationid: order.event.correlationid });
    const line = (await books.timeline(order.orderId)).at(-1);
    expect(line).toMatchObject({ name: order.event.type, event_id: order.event.id });
  });

  test('when copies come in one delivery, after a crash before the acknowledgement, or ten days late, then nothing more happens', async () => {
    const { orderId, event } = await prepared();
    expect(await orders.deliver([event, event], event.type)).toEqual(['SUCCESS', 'SUCCESS']);
    const once = await everything(orderId);
    await deliver(event);
    orders.clock.advance(TEN_DAYS);
    while ((await orders.service.sweeper.runOnce()) > 0);
    await deliver(event);
    expect(await everything(orderId)).toEqual(once);
  });

  test('when it is told again as another event, then the order and what is told stay as they are', async () => {
    const order = await prepared();
    await deliver(order.event);
    const once = await everything(order.orderId);
    await deliver(resent(order.event));
    const twice = await everything(order.orderId);
    expect([twice.row, twice.tellings]).toEqual([once.row, once.tellings]);
    expect(twice.changes.filter((change) => change.includes('>'))).toEqual(once.changes.filter((change) => change.includes('>')));
  });

  test('when copies come at the same moment, as the same event and as others, then it has one effect', async () => {
    const order = await prepared();
    const copies = [order.event, order.event, order.event, resent(order.event), resent(order.event)];
    await Promise.all(copies.map((event) => orders.deliver([event], event.type)));
    expect(await books.row(order.orderId)).toMatchObject(row);
    const news = await newsOf(order);
    expect(news.changes.filter((change) => change.includes('>'))).toEqual(changes);
    expect(news.tellings.map(({ type }) => type).sort()).toEqual([...told].sort());
    expect(await letterOf(order.event.id)).toBeUndefined();
  });

  test('when one of a delivery is poison and one is about no order we know, then these are dead letters and the rest is not punished', async () => {
    const { orderId, event } = await prepared();
    const poison = { ...resent(event), data: { ...(event.data as object), path: 'nowhere' } };
    const lost = events[tells](randomUUID()) as PlatformEvent;
    expect(await orders.deliver([poison, event, lost], event.type)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(await letterOf(poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect(await letterOf(lost.id)).toMatchObject({ reason: 'REJECTED', detail: expect.stringContaining('UNKNOWN_ORDER') as unknown });
    expect(await books.row(orderId)).toMatchObject(row);
  });
});

describe('a payment that is given back', () => {
  test('when it comes in parts, then each counts once, and the dead order is looked after until all is back', async () => {
    const orderId = await placeOrder(orders);
    const paid = events.paid(orderId);
    const { paymentId } = paid.data;
    await deliver(paid, events.rejected(orderId));
    const part = events.refunded(orderId, { paymentId, amount: { minor: 25, currency: 'EUR' } });
    await deliver(part, part, resent(part));
    expect((await books.row(orderId)).progress).toEqual({ paymentId, refunds: { [part.data.refundId]: 25 } });
    expect((await books.row(orderId)).next_look_at).not.toBeNull();
    await deliver(events.refunded(orderId, { paymentId, amount: { minor: 3000, currency: 'EUR' } }));
    expect((await books.row(orderId)).next_look_at).toBeNull();
    expect(await books.told(FAILED, orderId)).toHaveLength(1);
  });

  test('when it was made at checkout, then its sale is found by the payment, and another payment of the session is not its own', async () => {
    const sold = sale();
    await orders.record(sold);
    await deliver(events.rejected(sold.id));
    const { checkoutSessionId, payment, total: amount } = sold;
    const at = (changes: object) => {
      const { orderId: _none, ...data } = events.refunded(sold.id).data;
      return { ...events.refunded(sold.id), data: { ...data, checkoutSessionId, path: 'checkout', amount, ...changes } } as PlatformEvent;
    };
    await deliver(at({ paymentId: randomUUID() }));
    expect((await books.row(sold.id)).progress).toEqual({ paymentId: payment.id });
    const back = at({ paymentId: payment.id });
    await deliver(back, back, resent(back));
    expect((await books.row(sold.id)).progress).toMatchObject({ refunds: expect.any(Object) as unknown });
    expect((await books.row(sold.id)).next_look_at).toBeNull();
    expect((await books.timeline(sold.id)).filter(({ name }) => name === 'payment.payment.refunded')).toHaveLength(2);
  });
});

describe('an event that is about no order', () => {
  test('when a capture at checkout, its refusal or its void is told of, then nothing happens', async () => {
    const lines = await orders.rows('select 1 from order_timeline');
    const without = (event: PlatformEvent<object>) => {
      const { orderId: _none, ...data } = event.data as { orderId?: string };
      return { ...event, data: { ...data, path: 'checkout', checkoutSessionId: randomUUID() } };
    };
    for (const tells of ['paid', 'refused', 'refunded'] as const) {
      const event = without(events[tells](randomUUID()));
      await deliver(event);
      expect(await letterOf(event.id)).toBeUndefined();
    }
    expect(await orders.rows('select 1 from order_timeline')).toHaveLength(lines.length);
  });

  test('when a hold has run out, then that is noted and undoes nothing', async () => {
    const orderId = await placeOrder(orders);
    await deliver(events.released(orderId, { reason: { code: 'HOLD_EXPIRED', message: 'The hold was not confirmed in time.' } }));
    expect((await books.row(orderId)).progress).toEqual({});
    expect(await books.timeline(orderId)).toHaveLength(1);
  });
});

/** Every order of a few things. */
const permutations = <Item>(items: readonly Item[]): Item[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) => permutations(items.filter((_other, place) => place !== index)).map((rest) => [item, ...rest]));

describe('events that overtake each other', () => {
  test('when payment, goods and shipment are told of in any order, then the order is complete, told so once', async () => {
    for (const story of permutations<Telling>(['paid', 'reserved', 'shipped'])) {
      const orderId = await placeOrder(orders);
      await deliver(...story.map((name) => events[name](orderId)));
      expect(await books.row(orderId)).toMatchObject({ status: 'COMPLETED', outcome: 'completed', total_minor: 3025, next_look_at: null });
      expect(await books.told(COMPLETED, orderId)).toHaveLength(1);
      expect(await orders.deadLetters()).not.toContainEqual(expect.objectContaining({ reason: 'HANDLER_FAILED' }));
    }
  });

  test('when a rejection and what follows from it overtake the payment, then the order is dead and all is known as undone', async () => {
    for (const story of permutations<Telling>(['paid', 'rejected', 'refunded'])) {
      const orderId = await placeOrder(orders);
      const paymentId = randomUUID();
      await deliver(...story.map((name) => (name === 'rejected' ? events.rejected(orderId) : events[name as 'paid'](orderId, { paymentId }))));
      expect(await books.row(orderId)).toMatchObject({ status: 'FAILED', outcome: 'compensated', next_look_at: null });
    }
  });

  test('when each hop is doubled and the whole story comes again ten days later, then nothing changes', async () => {
    const orderId = await placeOrder(orders);
    const story = [events.paid(orderId), events.reserved(orderId), events.shipped(orderId)];
    await deliver(...story.flatMap((event) => [event, event]));
    const once = await everything(orderId);
    orders.clock.advance(TEN_DAYS);
    while ((await orders.service.sweeper.runOnce()) > 0);
    await deliver(...story.toReversed());
    expect(await everything(orderId)).toEqual(once);
  });
});

describe('a success that is told of a dead order', () => {
  test.each([
    ['paid', 'paymentId'],
    ['reserved', 'reservationId'],
    ['shipped', 'shipmentId'],
  ] as const)('when it is %s, then it is on record and answered once with the command to undo', async (tells, known) => {
    const orderId = await placeOrder(orders);
    await orders.post(`/orders/${orderId}/cancel`, { reason: 'Ordered twice.' });
    const { version } = await books.row(orderId);
    const success = events[tells](orderId) as PlatformEvent;
    await deliver(success, resent(success));
    const row = await books.row(orderId);
    expect(row).toMatchObject({ status: 'CANCELLED', outcome: 'compensated', version: version + 1 });
    expect(Object.keys(row.progress)).toEqual([known]);
    expect(await books.told(FAILED, orderId)).toMatchObject([{ data: { status: 'CANCELLED' } }, { causationid: success.id }]);
    expect(row.next_look_at).toEqual(new Date(orders.clock.now().getTime() + 60_000));
    expect(await books.changes(orderId)).toContain(`CANCELLED!${tells.toUpperCase()}`);
  });
});

describe('one delivery with much about one order', () => {
  test('when two hundred events hold many about few orders, then each order takes its own, once', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => placeOrder(orders)));
    const paid = ids.map((orderId) => events.paid(orderId));
    const delivery = Array.from({ length: 200 }, (_item, index) => {
      const event = paid[index % 20]!;
      return index < 20 || index % 3 === 0 ? event : resent(event);
    });
    expect(new Set(await orders.deliver(delivery, 'payment.payment.completed'))).toEqual(new Set(['SUCCESS']));
    for (const orderId of ids) {
      expect(await books.row(orderId)).toMatchObject({ status: 'PAID', version: 2 });
      const changed = await books.told(CHANGED, orderId);
      expect(changed).toMatchObject([{ data: { version: 2 }, causationid: paid.find(({ subject }) => subject === orderId)!.id }]);
      const copies = new Set(delivery.filter(({ subject }) => subject === orderId).map(({ id }) => id));
      expect(await books.timeline(orderId)).toHaveLength(copies.size);
    }
  });

  test('when it holds events about several orders, then what follows from each is published as caused by it, in its trace', async () => {
    const ids = await Promise.all([placeOrder(orders), placeOrder(orders)]);
    const { platform } = orders.service;
    const { applyFacts } = orders.parts;
    const delivery = ids.map((orderId) => events.paid(orderId));
    const published: [string, string][] = [];
    await platform.database.transaction(async (tx) => {
      const publish: HandlerContext['publish'] = ({ subject }, cause) => Promise.resolve(void published.push([subject, cause.id]));
      await onPaymentCompleted(applyFacts).handleBatch?.(delivery, {
        tx,
        publish,
        now: orders.clock.now(),
        log: platform.log,
        causedBy: (_event, work) => work(),
      });
    });
    expect(published.sort()).toEqual(delivery.map(({ subject, id }) => [subject, id]).sort());
    for (const orderId of ids) expect(await books.told(CHANGED, orderId)).toEqual([]);
  });
});

describe('an event whose copies the dedup window has forgotten', () => {
  test('when two of them are applied at the same moment, then the second finds the line of the first', async () => {
    const orderId = await placeOrder(orders);
    const { platform } = orders.service;
    const { applyFacts } = orders.parts;
    const cause = events.released(orderId);
    const line = { kind: 'event' as const, name: cause.type, detail: {}, at: orders.clock.now() };
    const apply = () => platform.database.transaction((tx) => applyFacts(tx, [{ orderId, fact: { type: 'noted' }, line, cause }]));
    const applied = (await Promise.all(Array.from({ length: 6 }, apply))).flat();
    expect(applied.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await books.timeline(orderId)).toHaveLength(1);
  });
});
