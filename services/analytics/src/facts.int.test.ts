import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { PlatformEvent } from '@sidecart/platform';
import { startAnalytics, type AnalyticsUnderTest } from './testing/analytics-under-test';
import { at, cartEvent, eventOf, lifeOf } from './testing/lives';

let analytics: AnalyticsUnderTest;
beforeAll(async () => {
  analytics = await startAnalytics();
});
afterEach(() => analytics.clear());
afterAll(() => analytics.close());

const known = async (orderId: string) => (await analytics.get(`/orders/${orderId}`)).body as Record<string, unknown>;

/** Cuts events into deliveries as a sidecar would: neighbours of one topic may come together. */
function deliveries(events: readonly PlatformEvent[], together: boolean): PlatformEvent[][] {
  const cut: PlatformEvent[][] = [];
  for (const event of events) {
    const last = cut.at(-1);
    if (together && last?.[0]?.type === event.type) last.push(event);
    else cut.push([event]);
  }
  return cut;
}

/** All events of several orders, good and bad, and of a cart. */
function world(): PlatformEvent[] {
  const sale = lifeOf({ path: 'checkout', sku: 'TEA' });
  const good = lifeOf({ placed: 60 });
  const refused = lifeOf({ placed: 120 });
  const short = lifeOf({ placed: 180 });
  const workflow = lifeOf({ path: 'orchestration', placed: 240 });
  const cartId = randomUUID();
  return [
    ...[sale.paid(-1), sale.sold(), sale.sold(), sale.recorded(), sale.recorded(7), sale.reserved(), sale.shipped(), sale.completed()],
    ...[good.created(), good.paid(), good.changed('PENDING', 'PAID', 2.5), good.reserved(), good.shipped(), good.changed('PAID', 'SHIPPED', 6)],
    ...[good.completed(), good.refunded(100, randomUUID()), good.refunded(200, randomUUID())],
    ...[refused.created(), refused.declined(), refused.failed('PAYMENT_FAILED', 'CARD_DECLINED'), refused.failed('PAYMENT_FAILED', 'AAA')],
    ...[short.created(), short.paid(), short.rejected(), short.failed(), short.refunded(), short.failed('FAILED', 'LATER', 30)],
    ...[
      workflow.created(),
      workflow.reserved(1),
      workflow.paid(2),
      workflow.shipped(),
      workflow.changed('PAID', 'PAID', 5.5, { fulfillment: { status: 'SHIPPED' } }),
    ],
    ...[cartEvent(cartId, 0, 0), cartEvent(cartId, 5, 1), cartEvent(cartId, 9, 0)],
  ];
}

test('when the events of orders come in any order, in any number, cut in any way and on two replicas, then the facts are the same', async () => {
  const events = world();
  await analytics.deliverEach(events);
  expect(await analytics.letters()).toEqual([]);
  const expected = await analytics.facts();
  expect(expected.length).toBeGreaterThan(15);
  const copies = fc.array(fc.nat(events.length - 1), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(events, { minLength: events.length }),
      copies,
      fc.boolean(),
      fc.boolean(),
      async (shuffled, again, sorted, forget) => {
        await analytics.clear();
        // Under their own ids the dedup window drops copies; under new ones only the facts themselves can.
        const repeated = again.map((index) => ({ ...events[index]!, id: forget ? randomUUID() : events[index]!.id }));
        const all = [...shuffled, ...repeated];
        if (sorted) all.sort((a, b) => (a.type < b.type ? -1 : 1));
        const parts = deliveries(all, sorted);
        const half = Math.floor(parts.length / 2);
        const run = async (replica: Pick<AnalyticsUnderTest, 'deliver'>, some: PlatformEvent[][]) => {
          for (const part of some) expect(new Set(await replica.deliver(part))).toEqual(new Set(['SUCCESS']));
        };
        await Promise.all([run(analytics, parts.slice(0, half)), run(analytics.other, parts.slice(half))]);
        expect(await analytics.facts()).toEqual(expected);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

describe('an order', () => {
  test('when it was sold at checkout, then it is paid from its first moment and stays a sale of checkout', async () => {
    const sale = lifeOf({ path: 'checkout' });
    await analytics.deliverEach([sale.reserved(), sale.recorded(), sale.completed(), sale.sold(), sale.refunded(300)]);
    expect(await known(sale.orderId)).toEqual({
      ...{ orderId: sale.orderId, path: 'checkout', status: 'COMPLETED', placedAt: at(0), paidAt: at(0), reservedAt: at(3), completedAt: at(8) },
      ...{ totalMinor: 2_500, refundedMinor: 300, currency: 'EUR', firstAt: at(0), lastAt: at(8) },
    });
  });

  test('when orders tells its statuses, then each gives its moment, and only the first of two counts', async () => {
    const life = lifeOf();
    const changes = [
      life.changed('PAID', 'RESERVED', 4),
      life.changed('PENDING', 'PAID', 3),
      life.changed('RESERVED', 'SHIPPED', 5),
      life.changed('SHIPPED', 'COMPLETED', 6),
      life.changed('COMPLETED', 'COMPLETED', 7, { fulfillment: { status: 'DELIVERED' } }),
    ];
    await analytics.deliver([...changes].reverse());
    await analytics.deliverEach([life.paid(1), life.reserved(9)]);
    const moments = { paidAt: at(1), reservedAt: at(4), shippedAt: at(5), completedAt: at(6) };
    expect(await known(life.orderId)).toMatchObject({ status: 'COMPLETED', ...moments });
  });

  test('when only its delivery changed, then that gives the moment', async () => {
    const life = lifeOf();
    await analytics.deliver([life.changed('PAID', 'PAID', 4, { fulfillment: { status: 'RESERVED' } })]);
    expect(await known(life.orderId)).toMatchObject({ status: 'PAID', reservedAt: at(4) });
  });

  test('when it is given up twice, then the first reason counts; a success that comes later leaves it dead', async () => {
    const life = lifeOf();
    await analytics.deliverEach([
      life.failed('CANCELLED', 'LATER', 20),
      life.paid(30),
      life.failed('CANCELLED', 'CUSTOMER_WISH', 4),
      life.changed('PENDING', 'PAID', 31),
    ]);
    expect(await known(life.orderId)).toMatchObject({ status: 'CANCELLED', failedAt: at(4), failureCode: 'CUSTOMER_WISH', paidAt: at(30) });
  });

  test('when a dead order’s total was never charged, then it has none', async () => {
    const life = lifeOf();
    await analytics.deliverEach([life.failed('PAYMENT_FAILED', 'CARD_DECLINED')]);
    expect(await known(life.orderId)).not.toHaveProperty('totalMinor');
  });

  test('when nothing is known of it, then it is not found', async () => {
    expect((await analytics.get(`/orders/${randomUUID()}`)).status).toBe(404);
    expect((await analytics.get('/orders/1')).status).toBe(404);
  });
});

describe.each([
  ['orders.order.created', () => lifeOf().created()],
  ['checkout.order.completed', () => lifeOf({ path: 'checkout' }).sold()],
  ['orders.order.recorded', () => lifeOf({ path: 'checkout' }).recorded()],
  ['orders.order.status_changed', () => lifeOf().changed('PENDING', 'PAID', 1)],
  ['orders.order.completed', () => lifeOf().completed()],
  ['orders.order.failed', () => lifeOf().failed()],
  ['payment.payment.completed', () => lifeOf().paid()],
  ['payment.payment.failed', () => lifeOf().declined()],
  ['payment.payment.refunded', () => lifeOf().refunded()],
  ['warehouse.inventory.reserved', () => lifeOf().reserved()],
  ['warehouse.inventory.rejected', () => lifeOf().rejected()],
  ['shipping.shipment.created', () => lifeOf().shipped()],
  ['checkout.cart.updated', () => cartEvent(randomUUID(), 1, 1)],
])('%s', (topic, make) => {
  test('when it comes again, as after a crash between commit and acknowledgement, or after the dedup window, then nothing changes', async () => {
    const event = make();
    expect(await analytics.deliver([event])).toEqual(['SUCCESS']);
    const facts = await analytics.facts();
    expect(facts.length).toBeGreaterThan(0);
    expect(await analytics.deliver([event, event])).toEqual(['SUCCESS', 'SUCCESS']);
    await analytics.rows('delete from platform.processed_events');
    await analytics.deliver([event]);
    expect(await analytics.facts()).toEqual(facts);
  });

  test('when copies come at the same moment on two replicas, in batches turned round, then it is as if each came once', async () => {
    const events = Array.from({ length: 8 }, make);
    await analytics.deliverEach(events);
    const facts = await analytics.facts();
    await analytics.clear();
    const anew = () => events.map((event) => ({ ...event, id: randomUUID() }));
    const batches = [events, [...events].reverse(), anew(), anew().reverse()];
    const statuses = await Promise.all(batches.map((batch, index) => (index % 2 === 0 ? analytics : analytics.other).deliver(batch)));
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    expect(await analytics.rows('select 1 from platform.event_retries')).toEqual([]);
    expect(await analytics.facts()).toEqual(facts);
  });

  test('when one of a batch is poison, then it is a dead letter and the others count', async () => {
    const [first, second] = [make(), make()];
    const poison = eventOf(topic, 'x', at(0), { orderId: 'x' });
    expect(await analytics.deliver([first, poison, second])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(await analytics.letters()).toMatchObject([{ event_id: poison.id, reason: 'INVALID_DATA' }]);
    const facts = await analytics.facts();
    await analytics.clear();
    await analytics.deliverEach([first, second]);
    expect(await analytics.facts()).toEqual(facts);
  });

  test('when it is kept, then nothing in it says who bought', async () => {
    await analytics.deliver([make()]);
    expect(JSON.stringify(await analytics.facts())).not.toMatch(/customer-17|ada|Berlin|tok|last4/);
  });
});

test('when the database refuses one of a batch, then it is tried again later and the others count', async () => {
  const [bad, good] = [lifeOf(), lifeOf()];
  await analytics.rows(`alter table order_facts add constraint broken check (order_id <> '${bad.orderId}')`);
  expect(await analytics.deliver([bad.created(), good.created()])).toEqual(['SUCCESS', 'SUCCESS']);
  expect((await analytics.get(`/orders/${bad.orderId}`)).status).toBe(404);
  expect(await known(good.orderId)).toMatchObject({ status: 'PENDING' });
  await analytics.rows('alter table order_facts drop constraint broken');
  analytics.clock.advance(60_000);
  expect(await analytics.service.consumer.retries.runOnce()).toBe(1);
  expect(await known(bad.orderId)).toMatchObject({ status: 'PENDING' });
});

test('when somebody but the sidecar hands an event in, then it is refused', async () => {
  expect(await analytics.deliver([lifeOf().created()], 'another-token')).toEqual([]);
  expect(await analytics.facts()).toEqual([]);
});
