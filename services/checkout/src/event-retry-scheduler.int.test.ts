import type { CheckoutOrderCompleted } from '@sidecart/contracts';
import { Unavailable } from '@sidecart/platform';
import request from 'supertest';
import { wireEventRetryScheduler } from './service';
import { lockDueSales } from './store/sale-store';
import { acknowledgement } from './testing/acknowledgement';
import { ADMIN_TOKEN, complete, eventsOf, openSession, rowsOf, startCheckout, type CheckoutFixture } from './testing/checkout-fixture';

let fixture: CheckoutFixture;
beforeEach(async () => {
  fixture = await startCheckout({ RESEND_BATCH_SIZE: '2' });
});
afterEach(() => fixture.close());

const TOPIC = 'checkout.order.completed';
const scheduler = (replica = fixture.service) => wireEventRetryScheduler(replica.platform, fixture.config);
const relayAll = async () => {
  while ((await fixture.service.relay.runOnce()) > 0);
};
const told = () => eventsOf<CheckoutOrderCompleted>(fixture, TOPIC);
const acknowledge = (order: CheckoutOrderCompleted['order']) =>
  fixture.service.consumer.receive('orders.order.recorded', acknowledgement(fixture, order));
const admin = (path = '') => request(fixture.service.app).get(`/admin/unacknowledged${path}`).set('Authorization', `Bearer ${ADMIN_TOKEN}`);

async function sell(): Promise<void> {
  const answer = await complete(fixture.service, await openSession(fixture), 'k1');
  expect(answer.status).toBe(201);
  await relayAll();
}

test('when orders does not acknowledge, then the sale is sent again as a new event with the same order', async () => {
  await sell();
  fixture.clock.advance(29_999);
  expect(await scheduler().runOnce()).toBe(0);
  fixture.clock.advance(1);
  expect(await scheduler().runOnce()).toBe(1);
  const [first, second, ...more] = await told();
  expect(more).toEqual([]);
  expect(second!.id).not.toBe(first!.id);
  expect(second!.data).toEqual(first!.data);
  expect(second).toMatchObject({ causationid: first!.id, correlationid: first!.correlationid, partitionkey: first!.partitionkey });
});

test('when it stays unacknowledged, then it is sent for ever, always caused by the first, the wait doubling to 10 minutes', async () => {
  await sell();
  const waits: number[] = [];
  for (let waited = 0; waits.length < 7;) {
    fixture.clock.advance(30_000);
    waited += 30_000;
    if ((await scheduler().runOnce()) === 0) continue;
    await relayAll();
    waits.push(waited);
    waited = 0;
  }
  expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  const events = await told();
  expect(new Set(events.map(({ id }) => id)).size).toBe(8);
  expect(new Set(events.slice(1).map(({ causationid }) => causationid))).toEqual(new Set([events[0]!.id]));
  expect(await rowsOf(fixture, 'checkout_transactions')).toMatchObject([{ resends: 7, status: 'UNACKNOWLEDGED', first_event_id: events[0]!.id }]);
});

test('when the broker is away, then nothing is told again before what was told first has gone out', async () => {
  fixture.payment.dapr.onPublish = () => Promise.reject(new Unavailable('BROKER', 'away'));
  await complete(fixture.service, await openSession(fixture), 'k1');
  fixture.clock.advance(3_600_000);
  expect(await scheduler().runOnce()).toBe(0);
  expect(await told()).toHaveLength(1);
  fixture.payment.dapr.onPublish = () => undefined;
  await relayAll();
  expect(await scheduler().runOnce()).toBe(1);
  expect(await told()).toHaveLength(2);
});

test('when an acknowledgement was lost, then the one to the resent event closes the row and it is sent no more', async () => {
  await sell();
  fixture.clock.advance(30_000);
  await scheduler().runOnce();
  const [, resent] = await told();
  await acknowledge(resent!.data.order);
  expect(await rowsOf(fixture, 'checkout_transactions')).toMatchObject([{ status: 'ACKNOWLEDGED', acknowledged_at: fixture.clock.now() }]);
  fixture.clock.advance(86_400_000);
  expect(await scheduler().runOnce()).toBe(0);
  expect(await told()).toHaveLength(2);
});

test('when two replicas send at once, then each sale is sent again once', async () => {
  for (let n = 0; n < 5; n += 1) await sell();
  fixture.clock.advance(30_000);
  const replicas = [scheduler(fixture.service), scheduler(fixture.other)];
  let sent = 0;
  for (let round = 0; round < 4; round += 1) {
    const counts = await Promise.all(replicas.map((replica) => replica.runOnce()));
    sent += counts.reduce((sum, count) => sum + count, 0);
  }
  expect(sent).toBe(5);
  const events = await told();
  expect(events).toHaveLength(10);
  expect(new Set(events.slice(5).map(({ subject }) => subject)).size).toBe(5);
});

test('when another replica holds rows, then they are passed over and not waited for', async () => {
  for (let n = 0; n < 3; n += 1) await sell();
  fixture.clock.advance(30_000);
  const { database, clock } = fixture.other.platform;
  await database.transaction(async (tx) => {
    expect(await lockDueSales(tx, clock.now(), 2)).toHaveLength(2);
    expect(await scheduler().runOnce()).toBe(1);
  });
});

test('when a batch is full, then the next round follows at once', async () => {
  for (let n = 0; n < 3; n += 1) await sell();
  fixture.clock.advance(30_000);
  const { round } = scheduler();
  expect(await round()).toBe(0);
  expect(await round()).toBe(1_000);
});

test('when an operator asks, then the unacknowledged sales are counted and listed page by page', async () => {
  await request(fixture.service.app).get('/admin/unacknowledged').expect(401);
  expect((await admin().expect(200)).body).toEqual({ count: 0, oldest: null, items: [], next: null });
  const oldest = fixture.clock.now().toISOString();
  for (let n = 0; n < 3; n += 1) {
    await sell();
    fixture.clock.advance(1_000);
  }
  const first = (await admin('?limit=2').expect(200)).body as { items: { orderId: string }[]; next: string };
  expect(first).toMatchObject({ count: 3, oldest, next: first.items[1]!.orderId });
  const second = (await admin(`?limit=2&after=${first.next}`).expect(200)).body as { items: { orderId: string }[] };
  expect(second).toMatchObject({ count: 3, next: null });
  expect(new Set([...first.items, ...second.items].map(({ orderId }) => orderId)).size).toBe(3);
  await admin('?limit=0').expect(400);
  await admin('?after=x').expect(400);
});
