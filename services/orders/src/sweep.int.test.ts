import { randomUUID } from 'node:crypto';
import { Unavailable, type InvokeRequest, type InvokeResponse } from '@sidecart/platform';
import { createInquire } from './remote/inquiries';
import { createServices } from './remote/services';
import { events } from './testing/events';
import { booksOf, placeOrder } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { sale } from './testing/sales';
import { createSweepOrders, type SweepOrders } from './use-cases/sweep-orders';

const MINUTE = 60_000;
const FAILED = 'orders.order.failed';
const limits = {
  ...{ STEP_ALLOWANCE_MS: MINUTE, WORKFLOW_ALLOWANCE_MS: 5 * MINUTE, STANDSTILL_LIMIT_MS: 15 * MINUTE },
  ...{ REVIEW_LIMIT_MS: 24 * 60 * MINUTE, SWEEP_POLL_MS: 1_000 },
};
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;
let sweeper: SweepOrders;

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
  sweeper = replica();
});
afterAll(() => orders.close());
beforeEach(async () => {
  await orders.rows('update orders set next_look_at = null returning id');
  orders.dapr.onInvoke = () => answer(404, { code: 'NOT_FOUND', detail: 'not there' });
  orders.dapr.invokes.length = 0;
  orders.dapr.available = true;
  orders.engine.away = false;
});

function replica(): SweepOrders {
  const { platform } = orders.service;
  const { dapr, engine } = orders;
  return createSweepOrders({
    ...{ platform, limits, applyFacts: orders.parts.applyFacts },
    ...{ inquire: createInquire({ dapr, engine, log: platform.log }), services: createServices(dapr) },
  });
}

const answer = (status: number, body: unknown): InvokeResponse => ({ status, headers: {}, body });
/** Answers the one question by `body`; everything else is unknown. */
const answers = (appId: string, path: string, body: unknown, status = 200) => {
  orders.dapr.onInvoke = (app, request) =>
    app === appId && request.path === path && request.method === 'GET'
      ? answer(status, body)
      : answer(404, { code: 'NOT_FOUND', detail: 'not there' });
};
const asked = (): string[] => orders.dapr.invokes.map(({ appId, request: { method, path } }) => `${method} ${appId} ${path}`);
const posted = (): [string, InvokeRequest][] =>
  orders.dapr.invokes.flatMap(({ appId, request }) => (request.method === 'POST' ? [[appId, request]] : []));
/** Lets time pass and the sweeper look once. */
const pass = async (ms: number): Promise<number> => {
  orders.clock.advance(ms);
  return sweeper.runOnce();
};
const deliver = async (...told: ReturnType<typeof events.paid | typeof events.reserved>[]): Promise<void> => {
  for (const event of told) await orders.deliver([event], event.type);
};
const paymentPath = (orderId: string) => `/payments?key=${orderId}%3A1`;
const amount = { minor: 3025, currency: 'EUR' };
const looksOf = async (orderId: string) =>
  (await books.timeline(orderId, 'sweep')).map(({ name, detail }) => [name, detail['found'] ?? detail['what']]);
const inMinutes = async (orderId: string) => {
  const { next_look_at: next } = await books.row(orderId);
  return next === null ? null : (next.getTime() - orders.clock.now().getTime()) / MINUTE;
};

/** An order claimed by the workflow, of which the engine says that it runs. */
async function orchestrated(): Promise<string> {
  await orders.rows("update rollout set mode = 'orchestration' returning mode");
  const orderId = await placeOrder(orders);
  await orders.rows("update rollout set mode = 'choreography' returning mode");
  const { platform } = orders.service;
  const fact = { type: 'claimed' as const, path: 'orchestration' as const };
  await platform.database.transaction((tx) => orders.parts.applyFacts(tx, [{ orderId, fact }]));
  orders.engine.states.set(orderId, 'RUNNING');
  return orderId;
}

/** An order as it is after `story`. */
async function standing(story: 'pending' | 'paid' | 'reserved' | 'sold'): Promise<string> {
  if (story === 'sold') {
    const sold = sale();
    await orders.record(sold);
    // A sale's row carries the database's clock.
    await orders.rows('update orders set updated_at = $2 where id = $1::uuid returning id', sold.id, orders.clock.now());
    return sold.id;
  }
  const orderId = await placeOrder(orders);
  if (story !== 'pending') await deliver(events.paid(orderId));
  if (story === 'reserved') await deliver(events.reserved(orderId));
  return orderId;
}

describe('an order whose time is not up', () => {
  test('when it has not stood for as long as its step allows, then nobody asks', async () => {
    const orderId = await standing('pending');
    expect(await pass(MINUTE - 1)).toBe(0);
    expect(asked()).toEqual([]);
    expect(await pass(1)).toBe(1);
    expect(asked()).toEqual([`GET payment ${paymentPath(orderId)}`]);
    expect(await pass(0)).toBe(0);
  });

  test('when it moves, then its time begins anew', async () => {
    const orderId = await standing('pending');
    orders.clock.advance(MINUTE - 1);
    await deliver(events.paid(orderId));
    expect(await pass(MINUTE - 1)).toBe(0);
    expect(await inMinutes(orderId)).toBeCloseTo(1 / MINUTE);
  });

  test('when it is complete, or dead with nothing left to undo, then nobody ever looks', async () => {
    const [done, dead] = [await standing('pending'), await standing('pending')];
    await deliver(events.paid(done), events.reserved(done));
    await orders.deliver([events.shipped(done)], 'shipping.shipment.created');
    await orders.deliver([events.refused(dead)], 'payment.payment.failed');
    expect([await inMinutes(done), await inMinutes(dead)]).toEqual([null, null]);
  });
});

describe('an order that stands still before its payment', () => {
  const about = (orderId: string, status: string, more: object = {}) =>
    answers('payment', paymentPath(orderId), { id: randomUUID(), status, amount, ...more });

  test('when it is captured, then the order is paid as if that had been told, and the event that comes late changes nothing', async () => {
    const orderId = await standing('pending');
    const paid = events.paid(orderId);
    about(orderId, 'CAPTURED', { id: paid.data.paymentId });
    await pass(MINUTE);
    expect(await books.row(orderId)).toMatchObject({
      status: 'PAID',
      total_minor: 3025,
      card_token: null,
      progress: { paymentId: paid.data.paymentId },
    });
    expect(await books.timeline(orderId, 'sweep')).toMatchObject([{ name: 'apply', detail: { look: 1, asked: 'payment', found: 'facts' } }]);
    const once = await books.row(orderId);
    await deliver(paid);
    expect(await books.row(orderId)).toEqual(once);
    expect(await books.told(FAILED, orderId)).toEqual([]);
    expect(await inMinutes(orderId)).toBe(1);
  });

  test.each([
    [
      'DECLINED',
      { reason: { code: 'PRICE_CHANGED', message: 'Dearer now.' } },
      { status: 'PAYMENT_FAILED', failure: { code: 'PRICE_CHANGED', step: 'CalculatePricing' } },
    ],
    [
      'DECLINED',
      { reason: { code: 'no code', message: 'Two\nlines.' } },
      { status: 'PAYMENT_FAILED', failure: { code: 'REFUSED', message: 'Two lines.', step: 'ProcessPayment' } },
    ],
    ['DECLINED', {}, { status: 'PAYMENT_FAILED', failure: { code: 'PAYMENT_DECLINED', step: 'ProcessPayment' } }],
    ['VOIDED', {}, { status: 'PAYMENT_FAILED', failure: { code: 'PAYMENT_VOIDED' } }],
    ['REFUNDED', {}, { status: 'FAILED', outcome: 'compensated', failure: { code: 'PAYMENT_REFUNDED' } }],
  ])('when it is %s, then the order is dead and told so', async (status, more, row) => {
    const orderId = await standing('pending');
    about(orderId, status, more);
    await pass(MINUTE);
    expect(await books.row(orderId)).toMatchObject({ ...row, card_token: null, next_look_at: null });
    expect(await books.told(FAILED, orderId)).toHaveLength(1);
  });

  test.each([
    ['pending there', () => answer(200, { id: randomUUID(), status: 'PENDING', amount })],
    ['unknown in its state', () => answer(200, { id: randomUUID(), status: 'DREAMING', amount })],
    ['captured without an amount', () => answer(200, { id: randomUUID(), status: 'CAPTURED' })],
    ['asked for where that route is missing', () => answer(404, { code: 'NO_SUCH_ROUTE', detail: 'no' })],
    ['asked for in a wrong way', () => answer(400, { code: 'INVALID_INPUT', detail: 'no' })],
    ['not to be had, as payment is away', () => Promise.reject(new Unavailable('INVOCATION_FAILED', 'payment answered 503'))],
  ])('when it is %s, then the order waits, ever longer, and nothing is told', async (_title, respond) => {
    const orderId = await standing('pending');
    orders.dapr.onInvoke = respond;
    for (const wait of [1, 2, 4]) {
      expect(await inMinutes(orderId)).toBe(wait);
      await pass(wait * MINUTE);
    }
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING', version: 1, looks: 3 });
    expect(await books.told('orders.order.created', orderId)).toHaveLength(1);
    expect((await looksOf(orderId)).map(([name]) => name)).toEqual(['wait', 'wait', 'wait']);
  });

  test('when payment never heard of it, then it is told as created again, as a new event of the same story', async () => {
    const orderId = await standing('pending');
    await pass(MINUTE);
    const [first, again, ...more] = await books.told('orders.order.created', orderId);
    expect(more).toEqual([]);
    expect(again?.data).toEqual(first?.data);
    expect(again?.id).not.toBe(first?.id);
    expect(again?.correlationid).toBe(first?.correlationid);
    expect(await looksOf(orderId)).toEqual([['tell', 'nothing']]);
  });
});

describe('an order that stands still before its goods or its shipment', () => {
  test('when it is a sale the warehouse never heard of, then its record is told again, as it was', async () => {
    const orderId = await standing('sold');
    await pass(MINUTE);
    const told = await books.told('orders.order.recorded', orderId);
    expect(told).toHaveLength(2);
    expect(told[1]?.data).toEqual(told[0]?.data);
    expect(told[1]?.id).not.toBe(told[0]?.id);
    expect(posted()).toEqual([]);
  });

  test('when it was placed here and the warehouse never heard of it, then its goods are asked for on its path, under its key', async () => {
    const orderId = await standing('paid');
    await pass(MINUTE);
    const [[appId, request] = [], ...more] = posted();
    expect(more).toEqual([]);
    expect([appId, request?.path]).toEqual(['warehouse', '/reservations']);
    expect(request?.idempotencyKey).toContain(orderId);
    expect(request?.body).toMatchObject({ orderId, path: 'choreography', items: [{ sku: 'MUG-BLUE', quantity: 2 }] });
    expect(await looksOf(orderId)).toEqual([['request', 'nothing']]);
    expect(await books.row(orderId)).toMatchObject({ status: 'PAID' });
  });

  test('when shipping never heard of it, then its shipment is asked for on its path', async () => {
    const orderId = await standing('reserved');
    await pass(MINUTE);
    expect(posted()).toMatchObject([
      ['shipping', { path: '/shipments', body: { orderId, path: 'choreography', shippingAddress: { city: 'Rotterdam' } } }],
    ]);
  });

  test.each([
    ['CONFIRMED', { reservationId: 'r-1' }, { status: 'RESERVED', progress: { reservationId: 'r-1' } }],
    ['SHIPPED', { reservationId: 'r-1' }, { status: 'RESERVED' }],
    ['REJECTED', { missing: [{}, {}] }, { status: 'FAILED', failure: { code: 'OUT_OF_STOCK', step: 'ReserveInventory' }, outcome: 'compensated' }],
    ['RELEASED', {}, { status: 'FAILED', failure: { code: 'RESERVATION_RELEASED' } }],
    ['HELD', { reservationId: 'r-1' }, { status: 'PAID' }],
  ])('when the warehouse says %s, then the order goes on from there', async (status, more, row) => {
    const orderId = await standing('paid');
    answers('warehouse', `/reservations/${orderId}`, { orderId, status, items: [], ...more });
    await pass(MINUTE);
    expect(await books.row(orderId)).toMatchObject(row);
    expect(posted()).toEqual([]);
  });

  test.each([
    [
      'CREATED',
      { shipmentId: 's-1', carrier: 'Parcel Line', trackingNumber: 'PL1' },
      { status: 'COMPLETED', fulfillment: { trackingNumber: 'PL1' } },
    ],
    ['FAILED', { reason: { code: 'UNDELIVERABLE_ADDRESS', message: 'No.' } }, { status: 'FAILED', failure: { code: 'UNDELIVERABLE_ADDRESS' } }],
    ['CANCELLED', {}, { status: 'FAILED', failure: { code: 'SHIPMENT_CANCELLED' } }],
    ['PENDING', { shipmentId: 's-1' }, { status: 'RESERVED' }],
    ['CREATED', { shipmentId: 's-1', carrier: 'P', trackingNumber: 'PL1', cancellation: { status: 'ASKED' } }, { status: 'RESERVED' }],
  ])('when shipping says %s, then the order goes on from there', async (status, more, row) => {
    const orderId = await standing('reserved');
    answers('shipping', `/shipments/${orderId}`, { orderId, status, items: [], ...more });
    await pass(MINUTE);
    expect(await books.row(orderId)).toMatchObject(row);
    expect(await books.told('orders.order.completed', orderId)).toHaveLength(status === 'CREATED' && !('cancellation' in more) ? 1 : 0);
  });

  test('when the request stays without an answer, then the order is looked at again later', async () => {
    const orderId = await standing('paid');
    orders.dapr.onInvoke = (_app, { method }) =>
      method === 'GET' ? answer(404, { code: 'NOT_FOUND', detail: 'no' }) : Promise.reject(new Unavailable('INVOCATION_FAILED', 'away'));
    await pass(MINUTE);
    expect(await inMinutes(orderId)).toBe(2);
    expect(await books.row(orderId)).toMatchObject({ status: 'PAID', version: 2 });
  });
});

describe('an order that stands still for too long', () => {
  test('when nobody brings it on, then it fails as timed out exactly at its limit, and that is the command to undo', async () => {
    const orderId = await standing('paid');
    orders.dapr.available = false;
    for (const wait of [1, 2, 4]) await pass(wait * MINUTE);
    expect(await inMinutes(orderId)).toBe(8);
    await pass(8 * MINUTE - 1);
    expect(await books.row(orderId)).toMatchObject({ status: 'PAID' });
    await pass(1);
    expect(await books.row(orderId)).toMatchObject({
      status: 'FAILED',
      outcome: 'timed_out',
      failure: { code: 'STANDSTILL', step: 'ReserveInventory' },
    });
    const { paymentId } = (await books.row(orderId)).progress;
    expect(await books.told(FAILED, orderId)).toMatchObject([{ data: { status: 'FAILED', paymentId, reason: { code: 'STANDSTILL' } } }]);
  });

  test('when a payment is told of after that, then it is answered with the command to undo it', async () => {
    const orderId = await standing('pending');
    orders.dapr.available = false;
    for (const wait of [1, 2, 4, 8]) await pass(wait * MINUTE);
    expect(await books.row(orderId)).toMatchObject({ status: 'FAILED', outcome: 'timed_out', failure: { step: 'ProcessPayment' } });
    const paid = events.paid(orderId);
    await deliver(paid);
    expect(await books.row(orderId)).toMatchObject({ status: 'FAILED', outcome: 'timed_out' });
    expect((await books.told(FAILED, orderId)).map(({ data }) => data['paymentId'])).toEqual([undefined, paid.data.paymentId]);
  });

  test('when it moved while the sweeper asked, then what the sweeper found is not applied', async () => {
    const orderId = await standing('pending');
    orders.dapr.available = false;
    for (const wait of [1, 2, 4]) await pass(wait * MINUTE);
    orders.dapr.available = true;
    orders.dapr.onInvoke = async () => {
      await deliver(events.paid(orderId));
      return answer(200, { id: randomUUID(), status: 'PENDING', amount });
    };
    await pass(8 * MINUTE);
    expect(await books.row(orderId)).toMatchObject({ status: 'PAID', looks: 0 });
    expect(await books.told(FAILED, orderId)).toEqual([]);
    expect(await inMinutes(orderId)).toBe(1);
  });
});

describe('an order of the workflow that stands still', () => {
  test('when nobody has claimed it in its time, then events take it, and the workflow cannot any more', async () => {
    await orders.rows("update rollout set mode = 'orchestration' returning mode");
    const orderId = await placeOrder(orders);
    await orders.rows("update rollout set mode = 'choreography' returning mode");
    await pass(MINUTE);
    expect(await books.row(orderId)).toMatchObject({ path: 'choreography', status: 'PENDING', looks: 0 });
    expect(await books.told('orders.order.created', orderId)).toHaveLength(1);
    expect(await inMinutes(orderId)).toBe(1);
  });

  test('when its workflow runs, then it waits, is asked to stop at its limit, and only after as long again the order is taken away', async () => {
    const orderId = await orchestrated();
    expect(await inMinutes(orderId)).toBe(5);
    await pass(5 * MINUTE);
    await pass(10 * MINUTE);
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING', path: 'orchestration' });
    while ((await orders.service.intentWorker.runOnce()) > 0);
    expect(orders.engine.raised.filter(({ instanceId }) => instanceId === orderId)).toMatchObject([
      { event: 'cancel', data: { code: 'STANDSTILL' } },
    ]);
    expect(await looksOf(orderId)).toEqual([
      ['wait', 'open'],
      ['cancel', 'open'],
    ]);
    await pass(15 * MINUTE);
    expect(await books.row(orderId)).toMatchObject({ status: 'FAILED', outcome: 'timed_out' });
    expect(await books.told(FAILED, orderId)).toMatchObject([{ data: { path: 'orchestration' } }]);
  });

  test('when its workflow has ended, or is not there, and left it standing, then it fails and all is undone', async () => {
    const ids = await Promise.all([orchestrated(), orchestrated()]);
    orders.engine.states.set(ids[0], 'FAILED');
    orders.engine.states.delete(ids[1]);
    await pass(5 * MINUTE);
    for (const orderId of ids) {
      expect(await books.row(orderId)).toMatchObject({ status: 'FAILED', failure: { code: 'WORKFLOW_ENDED' } });
      expect(await books.told(FAILED, orderId)).toHaveLength(1);
    }
  });

  test('when the engine is away, then that is no failure', async () => {
    const orderId = await orchestrated();
    orders.engine.away = true;
    await pass(5 * MINUTE);
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING' });
    expect(await looksOf(orderId)).toEqual([['wait', 'unreachable']]);
  });

  test('when it was shipped and its workflow ended before completing it, then it is completed', async () => {
    const orderId = await orchestrated();
    const { platform } = orders.service;
    const by = 'workflow' as const;
    await platform.database.transaction((tx) =>
      orders.parts.applyFacts(tx, [
        { orderId, fact: { type: 'paid', paymentId: randomUUID(), total: amount, by } },
        { orderId, fact: { type: 'shipped', shipment: { id: 's-1', carrier: 'Parcel Line', trackingNumber: 'PL1' }, by } },
      ]),
    );
    orders.engine.states.set(orderId, 'TERMINATED');
    await pass(5 * MINUTE);
    expect(await books.row(orderId)).toMatchObject({ status: 'COMPLETED', outcome: 'completed' });
    expect(await books.told('orders.order.completed', orderId)).toHaveLength(1);
    expect(await books.told(FAILED, orderId)).toEqual([]);
  });
});

describe('a dead order whose undoing nobody confirms', () => {
  test('when it stays so, then everybody is told a few times more, and then it waits for an operator', async () => {
    const orderId = await standing('reserved');
    await orders.deliver([events.undeliverable(orderId)], 'shipping.shipment.failed');
    for (const wait of [1, 2, 4, 8, 10]) {
      expect(await inMinutes(orderId)).toBe(wait);
      await pass(wait * MINUTE);
    }
    const told = await books.told(FAILED, orderId);
    expect(new Set(told.map(({ id }) => id)).size).toBe(6);
    expect(told.map(({ data }) => data)).toEqual(told.map(() => told[0]?.data));
    await pass(10 * MINUTE);
    expect(await books.told(FAILED, orderId)).toHaveLength(6);
    expect(await inMinutes(orderId)).toBeNull();
    const parked = await orders.rows('select step, status from order_compensations where order_id = $1::uuid order by step', orderId);
    expect(parked).toEqual([
      { step: 'RefundPayment', status: 'FAILED' },
      { step: 'ReleaseInventoryReservation', status: 'FAILED' },
    ]);
    expect((await looksOf(orderId)).at(-1)?.[0]).toBe('hand over');
    expect(asked()).toEqual([]);
  });

  test('when it is confirmed meanwhile, then nobody is told again', async () => {
    const orderId = await standing('paid');
    const { paymentId } = (await books.row(orderId)).progress as { paymentId: string };
    await orders.deliver([events.rejected(orderId)], 'warehouse.inventory.rejected');
    await pass(MINUTE);
    expect(await books.told(FAILED, orderId)).toHaveLength(2);
    await orders.deliver([events.refunded(orderId, { paymentId })], 'payment.payment.refunded');
    expect(await inMinutes(orderId)).toBeNull();
    expect(await pass(10 * MINUTE)).toBe(0);
  });
});

describe('the sweeper itself', () => {
  test('when replicas look at the same moment, then each order is looked at once', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => standing('pending')));
    orders.clock.advance(MINUTE);
    const replicas = [sweeper, replica(), replica()];
    const looked = await Promise.all(replicas.map((one) => one.runOnce()));
    expect(looked.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(asked()).toHaveLength(30);
    for (const orderId of ids) expect(await books.told('orders.order.created', orderId)).toHaveLength(2);
  });

  test('when it dies in the middle of a look, then somebody looks again once its time is over', async () => {
    const orderId = await standing('pending');
    const { platform } = orders.service;
    const died = createSweepOrders({
      ...{ platform, limits, applyFacts: orders.parts.applyFacts, services: createServices(orders.dapr) },
      inquire: () => Promise.reject(new Error('as good as dead')),
    });
    orders.clock.advance(MINUTE);
    await expect(died.runOnce()).rejects.toThrow('as good as dead');
    expect(await books.row(orderId)).toMatchObject({ looks: 0 });
    expect(await pass(MINUTE - 1)).toBe(0);
    expect(await pass(1)).toBe(1);
    expect(await books.row(orderId)).toMatchObject({ looks: 1 });
  });

  test('when one look of a batch fails, then the others are made all the same', async () => {
    const [broken, whole] = [await standing('paid'), await standing('pending')];
    // A failure the database refuses: the look at this order cannot be settled.
    answers('warehouse', `/reservations/${broken}`, { orderId: broken, status: 'CONFIRMED', reservationId: '\0' });
    await pass(MINUTE);
    expect(await books.row(broken)).toMatchObject({ status: 'PAID', looks: 1 });
    expect(await inMinutes(broken)).toBe(2);
    expect(await books.row(whole)).toMatchObject({ looks: 1 });
  });

  test('when there is more than one batch, then the next round follows at once; else after a while', async () => {
    await Promise.all(Array.from({ length: 21 }, () => standing('pending')));
    orders.clock.advance(MINUTE);
    expect(await sweeper.round()).toBe(0);
    expect(await sweeper.round()).toBe(1_000);
  });
});
