import type { CheckoutOrderCompleted } from '@sidecart/contracts';
import request from 'supertest';
import { bodyOf, complete, eventsOf, openSession, rowsOf, startCheckout, type CheckoutFixture } from './testing/checkout-fixture';

let fixture: CheckoutFixture;
beforeEach(async () => {
  fixture = await startCheckout();
});
afterEach(() => fixture.close());

const sales = () => rowsOf(fixture, 'sales');
const show = async (id: string) => (await request(fixture.service.app).get(`/checkout-sessions/${id}`).expect(200)).body as Record<string, unknown>;

test('when a session is paid, then its card token is nowhere in the database any more', async () => {
  await complete(fixture.service, await openSession(fixture), 'k1', 'tok_lost');
  const stored = () =>
    fixture.service.platform.database.sql.$queryRawUnsafe<{ status: string; payload: object }[]>('SELECT status, payload FROM platform.intents');
  expect(await stored()).toMatchObject([{ status: 'OPEN', payload: { cardToken: 'tok_lost' } }]);
  fixture.clock.advance(60_000);
  await fixture.service.intentWorker.runOnce();
  const [intent] = await stored();
  expect([intent?.status, Object.keys(intent?.payload ?? {}).sort()]).toEqual(['SETTLED', ['amount', 'attempt', 'providerKey', 'sessionId']]);
});

test('when a session is paid, then sale, transaction and event stand and the answer names the order', async () => {
  const cartId = fixture.service.platform.newId();
  const id = await openSession(fixture, cartId);
  const answer = await complete(fixture.service, id, 'k1');
  expect(answer.status).toBe(201);
  const orderId = String(bodyOf(answer)['orderId']);
  expect(answer.body).toEqual({
    orderId,
    orderNumber: 'CO-00000001',
    total: { minor: 2500, currency: 'EUR' },
    status: 'COMPLETED',
  });

  expect(orderId).toMatch(/^[0-9a-f-]{36}$/);
  const [event, ...more] = await eventsOf<CheckoutOrderCompleted>(fixture, 'checkout.order.completed');
  expect(more).toEqual([]);
  expect(Object.keys(event!.data).sort()).toEqual(['checkoutSessionId', 'order']);
  expect(event!.data).toMatchObject({
    checkoutSessionId: id,
    order: { id: orderId, orderNumber: 'CO-00000001', checkoutSessionId: id, payment: { method: 'card', last4: '4242' } },
  });
  expect(event!.partitionkey).toBe(orderId);
  expect(await sales()).toMatchObject([{ order_id: orderId, session_id: id, order: event!.data.order }]);
  expect(await rowsOf(fixture, 'checkout_transactions')).toMatchObject([
    { order_id: orderId, first_event_id: event!.id, status: 'UNACKNOWLEDGED', resends: 0 },
  ]);
  expect(await show(id)).toMatchObject({ status: 'COMPLETED', orderId: orderId, acknowledged: false });
  expect((await request(fixture.service.app).get(`/carts/${cartId}`)).body).toMatchObject({ items: [] });
  expect(fixture.payment.calls).toEqual(['payment POST /payments']);
});

test('when the cart was changed after the session was opened, then paying leaves it alone', async () => {
  const cartId = fixture.service.platform.newId();
  const id = await openSession(fixture, cartId);
  await request(fixture.service.app).put(`/carts/${cartId}/items/COFFEE-250`).send({ quantity: 1 });
  await complete(fixture.service, id, 'k1');
  expect((await request(fixture.service.app).get(`/carts/${cartId}`)).body).toMatchObject({ items: [{}, {}] });
});

test('when a paid session is completed again, then every key gets the same order and nothing is charged', async () => {
  const id = await openSession(fixture);
  const first = await complete(fixture.service, id, 'k1');
  const same = await complete(fixture.service, id, 'k1');
  const other = await complete(fixture.service, id, 'k2', 'tok_declined');
  expect([same.status, other.status]).toEqual([201, 200]);
  expect([same.body, other.body]).toEqual([first.body, first.body]);
  expect(fixture.payment.charged()).toBe(1);
  expect(await sales()).toHaveLength(1);
});

test('when a key comes with another body, then it is refused', async () => {
  const id = await openSession(fixture);
  await complete(fixture.service, id, 'k1');
  const answer = await complete(fixture.service, id, 'k1', 'tok_other');
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
});

test('when the key is missing, then the request is invalid', async () => {
  const id = await openSession(fixture);
  await request(fixture.service.app).post(`/checkout-sessions/${id}/complete`).send({ cardToken: 'tok_ok' }).expect(400);
});

test('when the card is declined, then the key keeps its 402 and a new key may try again', async () => {
  const id = await openSession(fixture);
  const declined = await complete(fixture.service, id, 'k1', 'tok_declined');
  expect(declined.status).toBe(402);
  expect(declined.body).toMatchObject({ code: 'PAYMENT_DECLINED' });
  expect(JSON.stringify(declined.body)).toContain('CARD_DECLINED');
  expect(await show(id)).toMatchObject({ status: 'OPEN', lastAttempt: { status: 'DECLINED', reason: { code: 'CARD_DECLINED' } } });
  expect((await complete(fixture.service, id, 'k1', 'tok_declined')).status).toBe(402);
  expect(fixture.payment.calls).toHaveLength(1);

  const paid = await complete(fixture.service, id, 'k2');
  expect(paid.status).toBe(201);
  expect([...fixture.payment.held.keys()]).toEqual([`${id}-1`, `${id}-2`]);
  expect(await sales()).toHaveLength(1);
});

test('when the outcome is unknown, then the answer is 202 and the worker brings the sale about', async () => {
  const id = await openSession(fixture);
  const unknown = await complete(fixture.service, id, 'k1', 'tok_lost');
  expect(unknown.status).toBe(202);
  expect(unknown.body).toEqual({ status: 'PROCESSING' });
  expect(unknown.headers).toMatchObject({ 'retry-after': '2', location: `/checkout-sessions/${id}` });
  expect(await show(id)).toMatchObject({ status: 'PROCESSING' });
  expect((await complete(fixture.service, id, 'k1', 'tok_lost')).status).toBe(202);
  const other = await complete(fixture.service, id, 'k2');
  expect(other.status).toBe(409);
  expect(other.headers['retry-after']).toBe('2');
  expect(other.body).toMatchObject({ code: 'COMPLETION_IN_PROGRESS' });

  fixture.clock.advance(2_000);
  await fixture.service.intentWorker.runOnce();
  expect((await complete(fixture.service, id, 'k1', 'tok_lost')).status).toBe(201);
  expect(fixture.payment.charged()).toBe(1);
  expect(await sales()).toHaveLength(1);
});

test.each(['CAPTURED', 'DECLINED'] as const)(
  'when payment itself learns only later that a capture is %s, then that is the outcome',
  async (state) => {
    const id = await openSession(fixture);
    expect((await complete(fixture.service, id, 'k1', 'tok_pending')).status).toBe(202);
    fixture.payment.decide(`${id}-1`, state);
    fixture.clock.advance(2_000);
    await fixture.service.intentWorker.runOnce();
    expect((await complete(fixture.service, id, 'k1', 'tok_pending')).status).toBe(state === 'CAPTURED' ? 201 : 402);
    expect(await sales()).toHaveLength(state === 'CAPTURED' ? 1 : 0);
  },
);

test('when payment refuses a request without saying what became of its key, then the key is voided and a new one may try', async () => {
  const id = await openSession(fixture);
  const refused = await complete(fixture.service, id, 'k1', 'tok_refused');
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ code: 'PAYMENT_VOIDED' });
  expect(fixture.payment.held.get(`${id}-1`)).toMatchObject({ state: 'VOIDED' });
  expect((await complete(fixture.service, id, 'k2')).status).toBe(201);
});

test('when payment says the key was voided, then nothing is sold under it', async () => {
  const id = await openSession(fixture);
  await fixture.payment.dapr.invoke('payment', { method: 'POST', path: '/payments/void', body: { key: `${id}-1`, reason: 'early' } });
  expect((await complete(fixture.service, id, 'k1')).body).toMatchObject({ code: 'PAYMENT_VOIDED' });
  expect(await sales()).toEqual([]);
});
