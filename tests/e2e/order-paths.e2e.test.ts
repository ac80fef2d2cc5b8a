import { randomUUID } from 'node:crypto';
import { eventually } from '../../packages/platform/src/testing/index.js';
import { openDesk, type Desk } from './support/desk.js';
import { openShop, type Shop } from './support/shop.js';

let shop: Shop;
let desk: Desk;
beforeAll(async () => {
  shop = await openShop({ appEnv: { shipping: { SHIPMENT_GIVE_UP_MS: '6000' } } });
  desk = openDesk(shop);
}, 180_000);
afterAll(() => shop.close());
afterEach(() => desk.noFaults());

/** What the services hold for an order that went well. */
const whole = {
  status: 'COMPLETED',
  outcome: 'completed',
  charges: 1,
  reservation: 'SHIPPED',
  labels: 1,
  mails: ['order_completed', 'shipment_created'],
};
const codeOf = async (id: string): Promise<unknown> => ((await desk.order(id))['failure'] as { code?: string } | undefined)?.code;

describe.each(['choreography', 'orchestration'] as const)('an order on the path of %s', (path) => {
  beforeAll(() => desk.choose(path));

  test('when nothing goes wrong, then it is charged, reserved, shipped and told of once each', async () => {
    const id = await desk.place({ quantity: 2 });
    const held = await desk.settled(id);
    expect(held).toEqual({ ...whole, path, heldMinor: 2975 });
    const names = (await desk.timeline(id)).filter(({ kind }) => kind === 'status').map(({ name }) => name);
    expect(names.filter((name) => name !== 'PENDING')).toEqual(['PAID', 'RESERVED', 'SHIPPED', 'COMPLETED']);
  });

  test('when the card is declined, then nobody is charged, nothing stays reserved, and the customer is told once', async () => {
    const id = await desk.place({ cardToken: 'tok_declined' });
    expect(await desk.settled(id)).toMatchObject({ status: 'PAYMENT_FAILED', charges: 0, labels: 0, mails: ['payment_failed'] });
    expect(await codeOf(id)).toBe('CARD_DECLINED');
  });

  test('when the price is above what the customer agreed to, then nobody is charged', async () => {
    const id = await desk.place({ expectedMinor: 1 });
    expect(await desk.settled(id)).toMatchObject({ status: 'PAYMENT_FAILED', charges: 0, heldMinor: 0 });
    expect(await codeOf(id)).toBe('PRICE_CHANGED');
  });

  test('when the goods are not there, then the money is back and the order failed', async () => {
    const id = await desk.place({ sku: 'TEAPOT-IRON', quantity: 6 });
    expect(await desk.settled(id)).toMatchObject({ status: 'FAILED', heldMinor: 0, labels: 0, mails: ['order_failed'] });
    expect(await codeOf(id)).toBe('OUT_OF_STOCK');
  });

  test('when the carrier refuses, then the money is back, the goods are free and the order failed', async () => {
    await desk.fault('shipping', { operation: 'create-shipment', effect: 'decline' });
    const id = await desk.place();
    expect(await desk.settled(id)).toMatchObject({ status: 'FAILED', outcome: 'compensated', charges: 1, heldMinor: 0, mails: ['order_failed'] });
  });

  test('when the carrier does not answer until all patience is spent, then the same', async () => {
    await desk.fault('shipping', { operation: 'create-shipment', effect: 'fail' });
    const id = await desk.place();
    expect(await desk.settled(id, 150_000)).toMatchObject({ status: 'FAILED', charges: 1, heldMinor: 0, labels: 0, mails: ['order_failed'] });
  });

  test('when the provider captures but its answer is lost, then the customer is charged once and the order completes', async () => {
    const id = await desk.place({ cardToken: 'tok_timeout_after_charge' });
    expect(await desk.settled(id, 120_000)).toMatchObject(whole);
  });

  test('when the warehouse is slow, then the answer is not, and nothing fails', async () => {
    await desk.fault('warehouse', { operation: 'reserve', effect: 'slow', delayMs: 3_000 });
    const startedAt = performance.now();
    const ids = await Promise.all(Array.from({ length: 5 }, () => desk.place()));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const id of ids) expect(await desk.settled(id)).toMatchObject(whole);
  });

  test('when the same key places the order again, then there is one order; with another body it is refused', async () => {
    const key = randomUUID();
    const wish = { key, sku: 'MUG-BLUE', quantity: 1 };
    const first = await desk.tryPlace(wish);
    expect(first.status).toBe(202);
    const id = String(first.body['orderId']);
    expect(await desk.tryPlace({ ...wish, quantity: 2 })).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(await desk.settled(id)).toMatchObject(whole);
  });

  test('when every event of an order comes again, ten days late and in reverse, then nothing changes', async () => {
    const id = await desk.place();
    const before = await desk.settled(id);
    const version = (await desk.order(id))['version'];
    for (const service of ['warehouse', 'shipping', 'payment', 'orders']) {
      const sent = await shop.rows<{ event: { type: string } }>(
        service,
        "select event from platform.outbox_events where event->'data'->>'orderId' = $1 and sent_at is not null order by number desc",
        [id],
      );
      // Ten days later no consumer remembers the event ids.
      for (const consumer of ['orders', 'payment', 'warehouse', 'shipping', 'notification', 'loyalty']) {
        await shop.rows(consumer, 'delete from platform.processed_events');
      }
      for (const { event } of sent) expect(await shop.publish(service, event.type, event)).toBeLessThan(300);
    }
    const marker = await desk.place();
    await desk.settled(marker);
    expect(await desk.holdings(id)).toEqual(before);
    expect((await desk.order(id))['version']).toBe(version);
  });
});

describe('a flagged order', () => {
  beforeEach(() => desk.fault('fraud', { operation: 'review', effect: 'decline' }));

  test('when it goes by events, then it is refused', async () => {
    await desk.choose('choreography');
    const id = await desk.place();
    expect(await desk.settled(id)).toMatchObject({ status: 'PAYMENT_FAILED', charges: 0, mails: ['payment_failed'] });
    expect(await codeOf(id)).toBe('FRAUD_REVIEW');
  });

  test('when a human approves it in the workflow, then it completes; a second decision is refused', async () => {
    await desk.choose('orchestration');
    const id = await desk.place();
    await desk.reaches(id, 'IN_REVIEW');
    const queue = await desk.asOperator('orders', 'GET', '/reviews');
    expect((queue.body['items'] as { orderId: string }[]).map(({ orderId }) => orderId)).toContain(id);
    const decision = { decision: 'approve', reviewer: 'Grace Reviewer', reason: 'Called back.' };
    expect((await desk.asOperator('orders', 'POST', `/orders/${id}/review`, decision)).status).toBe(200);
    expect(await desk.settled(id)).toMatchObject(whole);
    expect((await desk.asOperator('orders', 'POST', `/orders/${id}/review`, { ...decision, decision: 'reject' })).status).toBe(409);
    expect((await desk.timeline(id)).find(({ name }) => name === 'approve')?.detail).toMatchObject({ reviewer: 'Grace Reviewer' });
  });

  test('when a human rejects it, or the customer cancels, then nothing was charged or reserved', async () => {
    await desk.choose('orchestration');
    const [rejected, cancelled] = [await desk.place(), await desk.place()];
    await Promise.all([desk.reaches(rejected, 'IN_REVIEW'), desk.reaches(cancelled, 'IN_REVIEW')]);
    await desk.asOperator('orders', 'POST', `/orders/${rejected}/review`, { decision: 'reject', reviewer: 'Grace', reason: 'Too risky.' });
    expect((await shop.http('orders', 'POST', `/orders/${cancelled}/cancel`, { body: { reason: 'Ordered twice.' } })).status).toBe(202);
    expect(await desk.settled(rejected)).toMatchObject({ status: 'FAILED', charges: 0, mails: ['order_failed'] });
    expect(await desk.settled(cancelled)).toMatchObject({ status: 'CANCELLED', charges: 0, mails: ['order_cancelled'] });
  });
});

describe('a recorded sale', () => {
  test('when it is recorded, then it is reserved, shipped and completed', async () => {
    const { orderId } = await shop.sell();
    await desk.reaches(orderId, 'COMPLETED');
    await eventually(async () => (await desk.holdings(orderId)).mails.length === 2);
    expect(await desk.holdings(orderId)).toMatchObject({ reservation: 'SHIPPED', labels: 1 });
  });

  test('when it cannot be shipped, then its capture at the checkout is given back', async () => {
    await desk.fault('shipping', { operation: 'create-shipment', effect: 'decline' });
    const { orderId, sessionId } = await shop.sell();
    await desk.reaches(orderId, 'FAILED');
    const refunded = () =>
      shop.rows<{ status: string }>('payment', 'select status from payments where reference_id = $1 and refunded_minor = amount_minor', [sessionId]);
    await eventually(async () => (await refunded()).length === 1, { timeoutMs: 60_000 });
    await eventually(async () => (await desk.holdings(orderId)).reservation === 'RELEASED');
  });
});

describe('the rollout', () => {
  test('when orders are shadowed, then each is processed once, and the dry run agrees', async () => {
    await desk.choose('shadow');
    const ids = await Promise.all(Array.from({ length: 5 }, () => desk.place()));
    for (const id of ids) expect(await desk.settled(id)).toMatchObject({ ...whole, path: 'choreography' });
    const compared = () => shop.rows('orders', 'select 1 from shadow_results where compared_at is not null and order_id = any($1::uuid[])', [ids]);
    await eventually(async () => (await compared()).length === ids.length, { timeoutMs: 60_000 });
    expect((await desk.asOperator('orders', 'GET', '/admin/shadow/discrepancies')).body['items']).toEqual([]);
    for (const id of ids) expect(await desk.holdings(id)).toMatchObject(whole);
  });

  test('when the canary has half, then both paths complete their orders, and the same order always takes the same', async () => {
    await desk.choose('canary', 50);
    const ids = await Promise.all(Array.from({ length: 12 }, () => desk.place()));
    const held = await Promise.all(ids.map((id) => desk.settled(id)));
    expect(new Set(held.map(({ path }) => path))).toEqual(new Set(['choreography', 'orchestration']));
    for (const one of held) expect(one).toMatchObject(whole);
  });
});

test('when twelve want one of the last pieces at the same moment, then exactly as many win as there are', async () => {
  await desk.choose('choreography');
  const stock = await shop.http('warehouse', 'GET', '/stock/TEAPOT-IRON');
  const left = Number(stock.body['available']);
  expect(left).toBe(5);
  const ids = await Promise.all(Array.from({ length: 12 }, () => desk.place({ sku: 'TEAPOT-IRON' })));
  const held = await Promise.all(ids.map((id) => desk.settled(id)));
  expect(held.filter(({ status }) => status === 'COMPLETED')).toHaveLength(left);
  expect(held.filter(({ status, heldMinor }) => status === 'FAILED' && heldMinor === 0)).toHaveLength(12 - left);
  expect((await desk.asOperator('warehouse', 'GET', '/admin/books')).body).toMatchObject({ drift: 0 });
});
