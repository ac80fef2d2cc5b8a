import type { CheckoutOrderCompleted, Order } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';
import request from 'supertest';
import { acknowledgement } from '../testing/acknowledgement';
import { bodyOf, APP_API_TOKEN, complete, eventsOf, openSession, rowsOf, startCheckout, type CheckoutFixture } from '../testing/checkout-fixture';

const TOPIC = 'orders.order.recorded';

let fixture: CheckoutFixture;
beforeAll(async () => {
  fixture = await startCheckout();
});
afterAll(() => fixture.close());

interface Row {
  readonly order_id: string;
  readonly status: string;
  readonly acknowledged_at: Date | null;
}

const receive = (event: PlatformEvent, replica = fixture.service) => replica.consumer.receive(TOPIC, event);
const receiveBatch = (events: readonly PlatformEvent[]) =>
  fixture.service.consumer.receive(TOPIC, { entries: events.map((event, n) => ({ entryId: String(n), event })) });
const rowOf = async (order: Order) => (await rowsOf<Row>(fixture, 'checkout_transactions')).find((row) => row.order_id === order.id)!;
const deadLetters = () => fixture.service.platform.database.sql.$queryRawUnsafe<unknown[]>('SELECT * FROM platform.dead_letters');

/** Makes a sale. Resolves to its order. */
async function sell(): Promise<Order> {
  const id = await openSession(fixture);
  await complete(fixture.service, id, 'k1');
  const events = await eventsOf<CheckoutOrderCompleted>(fixture, 'checkout.order.completed');
  return events.find(({ data }) => data.checkoutSessionId === id)!.data.order;
}

test('when orders acknowledges a sale through the sidecar, then its row closes and the session says so', async () => {
  const order = await sell();
  await request(fixture.service.app).post(`/events/${TOPIC}`).send(acknowledgement(fixture, order)).expect(401);
  await request(fixture.service.app).post(`/events/${TOPIC}`).set('dapr-api-token', APP_API_TOKEN).send(acknowledgement(fixture, order)).expect(200);
  expect(await rowOf(order)).toMatchObject({ status: 'ACKNOWLEDGED', acknowledged_at: fixture.clock.now() });
  const body = bodyOf(await request(fixture.service.app).get(`/checkout-sessions/${order.checkoutSessionId}`));
  expect(body).toMatchObject({ status: 'COMPLETED', acknowledged: true, orderNumber: order.orderNumber });
});

test('when a sale is acknowledged again, by a copy or a new event, then the closed row stays as it is', async () => {
  const order = await sell();
  const event = acknowledgement(fixture, order);
  await receive(event);
  const closed = await rowOf(order);
  fixture.clock.advance(60_000);
  await receive(event);
  await receive(acknowledgement(fixture, order));
  expect(await rowOf(order)).toEqual(closed);
});

test('when two copies arrive at the same moment on two replicas, then the row closes once', async () => {
  const order = await sell();
  const event = acknowledgement(fixture, order);
  const answers = await Promise.all([receive(event, fixture.service), receive(event, fixture.other)]);
  expect(answers.flatMap(({ statuses }) => statuses.map(({ status }) => status))).toEqual(['SUCCESS', 'SUCCESS']);
  expect(await rowOf(order)).toMatchObject({ status: 'ACKNOWLEDGED' });
});

test('when a batch holds known, unknown and poison events, then the known ones close and only the poison is a dead letter', async () => {
  const [one, two] = [await sell(), await sell()];
  const stranger = { id: fixture.service.platform.newId(), orderNumber: 'WB-000001', checkoutSessionId: fixture.service.platform.newId() };
  const poison = { ...acknowledgement(fixture, one), data: null } as unknown as PlatformEvent;
  await receiveBatch([acknowledgement(fixture, one), acknowledgement(fixture, stranger), poison, acknowledgement(fixture, two)]);
  expect([await rowOf(one), await rowOf(two)]).toMatchObject([{ status: 'ACKNOWLEDGED' }, { status: 'ACKNOWLEDGED' }]);
  expect(await deadLetters()).toHaveLength(1);
});

test('when an acknowledgement names another session, then the row stays open', async () => {
  const order = await sell();
  await receive(acknowledgement(fixture, { ...order, checkoutSessionId: fixture.service.platform.newId() }));
  expect(await rowOf(order)).toMatchObject({ status: 'UNACKNOWLEDGED' });
});

test('when an acknowledgement comes weeks late, then it still closes the row', async () => {
  const order = await sell();
  fixture.clock.advance(40 * 86_400_000);
  await receive(acknowledgement(fixture, order));
  expect(await rowOf(order)).toMatchObject({ status: 'ACKNOWLEDGED' });
});
