import type { CheckoutOrderCompleted } from '@sidecart/contracts';
import { eventually } from '@sidecart/platform/testing';
import { requestVoid } from './store/attempt-store';
import { bodyOf, complete, eventsOf, openSession, rowsOf, startCheckout, type CheckoutFixture } from './testing/checkout-fixture';
import { createCompleteSession } from './use-cases/complete-session';

const LEASE_MS = 31_000;
const DEADLINE_MS = 15 * 60_000;

let fixture: CheckoutFixture;
beforeEach(async () => {
  fixture = await startCheckout();
});
afterEach(() => fixture.close());

const sales = () => rowsOf(fixture, 'sales');
const attempts = () => rowsOf<{ status: string; order_id: string }>(fixture, 'payment_attempts');

/** Resolves once payment has taken the money for the session's first attempt. */
const charged = (sessionId: string) => eventually(() => fixture.payment.held.get(`${sessionId}-1`)?.charges === 1);

/** A `complete` whose process ends right after its intent is committed. */
function commitWithoutCalling(sessionId: string): Promise<unknown> {
  const { platform } = fixture.service;
  const execute = () => Promise.reject(new Error('killed'));
  const dying = createCompleteSession({ ...platform, intents: { ...platform.intents, execute } });
  return dying({ sessionId, clientKey: 'k1', cardToken: 'tok_ok', correlationId: 'c1' });
}

test('when two completions with different keys come at once, then one captures and the other is told to wait', async () => {
  const id = await openSession(fixture);
  const first = complete(fixture.service, id, 'k1', 'tok_hang');
  await charged(id);
  const second = await complete(fixture.other, id, 'k2', 'tok_ok');
  fixture.payment.release();
  expect([(await first).status, second.status]).toEqual([201, 409]);
  expect(fixture.payment.charged()).toBe(1);
  expect(await sales()).toHaveLength(1);
});

test('when many completions race on two replicas, then there is one capture and one sale', async () => {
  const id = await openSession(fixture);
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => complete(n % 2 === 0 ? fixture.service : fixture.other, id, `k${n % 5}`)));
  for (const { status } of answers) expect([200, 201, 202, 409]).toContain(status);
  expect(answers.some(({ status }) => status === 201)).toBe(true);
  expect(fixture.payment.charged()).toBe(1);
  expect(await sales()).toHaveLength(1);
  expect(await eventsOf(fixture, 'checkout.order.completed')).toHaveLength(1);
});

test('when checkout dies between capture and record, then another replica records the same order once the lease is over', async () => {
  const id = await openSession(fixture);
  const dead = complete(fixture.service, id, 'k1', 'tok_hang');
  await charged(id);
  const [reserved] = await attempts();
  expect(await fixture.other.intentWorker.runOnce()).toBe(0);
  expect(await sales()).toEqual([]);

  fixture.clock.advance(LEASE_MS);
  expect(await fixture.other.intentWorker.runOnce()).toBe(1);
  expect(fixture.payment.charged()).toBe(1);
  expect(await sales()).toMatchObject([{ order_id: reserved!.order_id, session_id: id }]);
  expect(await eventsOf<CheckoutOrderCompleted>(fixture, 'checkout.order.completed')).toHaveLength(1);
  fixture.payment.release();
  await dead;
});

test('when recovery runs beside a live request that has lost its lease, then both report one outcome', async () => {
  const id = await openSession(fixture);
  const live = complete(fixture.service, id, 'k1', 'tok_hang');
  await charged(id);
  fixture.clock.advance(LEASE_MS);
  const taken = await Promise.all([fixture.other.intentWorker.runOnce(), fixture.service.intentWorker.runOnce()]);
  expect(taken.sort()).toEqual([0, 1]);
  fixture.payment.release();
  const [answer, again] = [await live, await complete(fixture.other, id, 'k1', 'tok_hang')];
  expect([answer.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(answer.body);
  expect(await sales()).toMatchObject([{ order_id: bodyOf(answer)['orderId'] }]);
  expect(await eventsOf(fixture, 'checkout.order.completed')).toHaveLength(1);
});

test('when checkout dies before it has asked payment, then a replica asks for it once the lease is over', async () => {
  const id = await openSession(fixture);
  await expect(commitWithoutCalling(id)).rejects.toThrow('killed');
  expect(fixture.payment.calls).toEqual([]);
  expect(await fixture.other.intentWorker.runOnce()).toBe(0);
  expect(await attempts()).toMatchObject([{ status: 'OPEN' }]);
  fixture.clock.advance(LEASE_MS);
  await fixture.other.intentWorker.runOnce();
  expect(await sales()).toMatchObject([{ session_id: id }]);
  expect(fixture.payment.charged()).toBe(1);
});

test('when the outcome stays unknown past the deadline, then the key is voided and a new attempt may be made', async () => {
  const id = await openSession(fixture);
  expect((await complete(fixture.service, id, 'k1', 'tok_pending')).status).toBe(202);
  fixture.clock.advance(DEADLINE_MS - 1);
  await fixture.service.intentWorker.runOnce();
  expect(await attempts()).toMatchObject([{ status: 'OPEN' }]);

  fixture.clock.advance(60_000);
  await fixture.service.intentWorker.runOnce();
  expect(await attempts()).toMatchObject([{ status: 'VOIDED' }]);
  expect(fixture.payment.held.get(`${id}-1`)).toMatchObject({ state: 'VOIDED', charges: 0 });
  expect((await complete(fixture.service, id, 'k1', 'tok_pending')).body).toMatchObject({ code: 'PAYMENT_VOIDED' });
  expect((await complete(fixture.service, id, 'k2')).status).toBe(201);
  expect(fixture.payment.charged()).toBe(1);
});

test('when payment cannot be reached at the deadline, then the void is asked for until it is confirmed', async () => {
  const id = await openSession(fixture);
  await complete(fixture.service, id, 'k1', 'tok_lost');
  fixture.payment.down = true;
  fixture.clock.advance(DEADLINE_MS);
  await fixture.service.intentWorker.runOnce();
  expect(await attempts()).toMatchObject([{ status: 'OPEN' }]);
  expect((await complete(fixture.service, id, 'k2')).body).toMatchObject({ code: 'COMPLETION_IN_PROGRESS' });

  fixture.payment.down = false;
  fixture.clock.advance(120_000);
  await fixture.other.intentWorker.runOnce();
  expect(await attempts()).toMatchObject([{ status: 'VOIDED' }]);
  expect(fixture.payment.charged()).toBe(0);
  expect(await sales()).toEqual([]);
});

test('when a void was decided while the capture was under way, then the capture becomes no sale and the void follows', async () => {
  const id = await openSession(fixture);
  const live = complete(fixture.service, id, 'k1', 'tok_hang');
  await charged(id);
  const { database, clock } = fixture.other.platform;
  await database.transaction((tx) => requestVoid(tx, { sessionId: id, attempt: 1 }, clock.now()));
  fixture.payment.release();
  expect((await live).status).toBe(202);
  expect(await sales()).toEqual([]);
  fixture.clock.advance(DEADLINE_MS);
  await fixture.other.intentWorker.runOnce();
  expect(await attempts()).toMatchObject([{ status: 'VOIDED' }]);
  expect(fixture.payment.charged()).toBe(0);
});

test('when a capture is answered after its void was decided, then it becomes no sale', async () => {
  const id = await openSession(fixture);
  const late = complete(fixture.service, id, 'k1', 'tok_hang');
  await charged(id);
  fixture.clock.advance(DEADLINE_MS);
  await fixture.other.intentWorker.runOnce();
  fixture.payment.release();
  expect((await late).status).toBe(409);
  expect(await attempts()).toMatchObject([{ status: 'VOIDED' }]);
  expect(await sales()).toEqual([]);
  expect(fixture.payment.charged()).toBe(0);
});
