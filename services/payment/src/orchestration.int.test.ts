import { randomUUID } from 'node:crypto';
import { createdEvent, failedEvent } from './testing/events';
import { startPayment, type PaymentUnderTest } from './testing/payment-under-test';

const amount = { minor: 2723, currency: 'EUR' };
let payment: PaymentUnderTest;
beforeAll(async () => {
  payment = await startPayment();
});
afterEach(() => payment.faults.effects.clear());
afterAll(() => payment.close());

const bodyOf = (orderId: string, cardToken = 'tok_visa', changes: object = {}) => ({
  ...{ amount, cardToken, reference: { type: 'order', id: orderId }, path: 'orchestration', ...changes },
});
const charge = (orderId: string, cardToken?: string, changes?: object) =>
  payment.post('/payments', bodyOf(orderId, cardToken, changes), `${orderId}:1`);
const dryRun = (orderId: string, cardToken?: string, changes?: object) =>
  payment.post('/payments?dryRun=true', bodyOf(orderId, cardToken, changes), `${orderId}:1`);
const chargesOf = async (orderId: string) => (await payment.charges()).filter(({ key }) => key === `${orderId}:1`);

describe('a workflow that charges its order', () => {
  test('when the card is good, then it is captured and told with the order and the path', async () => {
    const orderId = randomUUID();
    const answer = await charge(orderId);
    expect([answer.status, answer.body]).toMatchObject([201, { status: 'CAPTURED', amount }]);
    expect(await payment.told(orderId)).toMatchObject([
      { type: 'payment.payment.completed', data: { orderId, path: 'orchestration', idempotencyKey: `${orderId}:1`, paymentId: answer.body.id } },
    ]);
  });

  test('when the card is refused, then it is told so with the order and the path', async () => {
    const orderId = randomUUID();
    const answer = await charge(orderId, 'tok_insufficient_funds');
    expect([answer.status, answer.body.reason]).toMatchObject([402, { code: 'INSUFFICIENT_FUNDS' }]);
    expect(await payment.told(orderId)).toMatchObject([{ type: 'payment.payment.failed', data: { orderId, path: 'orchestration' } }]);
  });

  test('when the outcome is unknown, then the same key asks again until it is settled, whoever settled it', async () => {
    const orderId = randomUUID();
    expect((await charge(orderId, 'tok_late_capture')).status).toBe(202);
    expect((await charge(orderId, 'tok_late_capture')).status).toBe(202);
    payment.clock.advance(60_000);
    await payment.work();
    const settled = await charge(orderId, 'tok_late_capture');
    expect([settled.status, settled.body.status]).toEqual([201, 'CAPTURED']);
    expect(await chargesOf(orderId)).toMatchObject([{ amount: 2723, refunded: 0 }]);
    expect(await payment.told(orderId)).toHaveLength(1);
  });

  test('when it asks under another key than the order has, then it is told which, and nothing is charged', async () => {
    const orderId = randomUUID();
    const answer = await payment.post('/payments', bodyOf(orderId), `${orderId}:ProcessPayment`);
    expect([answer.status, answer.body.errors]).toMatchObject([400, [{ pointer: '/headers/idempotency-key', detail: `must be ${orderId}:1` }]]);
    expect(await payment.charges()).toEqual((await payment.charges()).filter(({ key }) => !key.startsWith(orderId)));
  });

  test('when the order was charged by events already, then the key stands for that, and nothing is charged twice', async () => {
    const event = createdEvent();
    await payment.deliver([event]);
    await payment.work();
    expect((await charge(event.subject)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await chargesOf(event.subject)).toHaveLength(1);
  });

  test('when a workflow charged the order already, then an event that says it was created charges nothing', async () => {
    const event = createdEvent();
    await charge(event.subject);
    await payment.deliver([event]);
    await payment.settle();
    expect(await chargesOf(event.subject)).toHaveLength(1);
    expect(await payment.told(event.subject)).toHaveLength(1);
  });

  test('when the order costs nothing, then it is completed and the provider is not asked', async () => {
    const orderId = randomUUID();
    const free = { amount: { minor: 0, currency: 'EUR' } };
    const first = await charge(orderId, 'tok_always_timeout', free);
    const again = await charge(orderId, 'tok_always_timeout', free);
    expect([first.status, first.body]).toMatchObject([201, { status: 'CAPTURED', amount: { minor: 0 } }]);
    expect(again.body).toEqual(first.body);
    expect(await payment.told(orderId)).toMatchObject([{ type: 'payment.payment.completed', data: { amount: { minor: 0 } } }]);
    expect(await chargesOf(orderId)).toEqual([]);
    expect((await payment.refund(first.body.id, 'r1')).body.code).toBe('REFUND_EXCEEDS_PAYMENT');
  });

  test('when it undoes by the key, as often as it likes, then all goes back once, told with the order', async () => {
    const orderId = randomUUID();
    await charge(orderId);
    for (let time = 0; time < 3; time += 1) expect((await payment.void(`${orderId}:1`)).status).toBe(200);
    await payment.deliver([failedEvent(orderId, { path: 'orchestration' })]);
    await payment.settle();
    expect((await payment.told(orderId)).slice(1)).toMatchObject([{ type: 'payment.payment.refunded', data: { orderId, path: 'orchestration' } }]);
    expect(await chargesOf(orderId)).toMatchObject([{ amount: 2723, refunded: 2723 }]);
  });
});

describe('a dry run', () => {
  test.each([
    ['tok_visa', { possible: true }],
    ['tok_timeout_after_charge', { possible: true }],
    ['tok_declined', { possible: false, reason: { code: 'CARD_DECLINED' } }],
    ['tok_of_nobody', { possible: false, reason: { code: 'UNKNOWN_CARD_TOKEN' } }],
  ])('when the card is %s, then it says so, and nothing has happened', async (token, answer) => {
    const orderId = randomUUID();
    const { status, body } = await dryRun(orderId, token);
    expect([status, body]).toMatchObject([200, answer]);
    for (const table of ['payments', 'provider_calls', 'simulator_requests', 'simulator_charges', 'platform.intents']) {
      expect(await payment.rows(`SELECT 1 FROM ${table} t WHERE to_jsonb(t)::text LIKE $1`, `%${orderId}%`)).toEqual([]);
    }
    expect(await payment.told(orderId)).toEqual([]);
  });

  test('when the key was voided, then it is not possible', async () => {
    const orderId = randomUUID();
    await payment.void(`${orderId}:1`);
    expect((await dryRun(orderId)).body).toMatchObject({ possible: false, reason: { code: 'PAYMENT_VOIDED' } });
  });

  test('when an operator has switched captures to be refused, then it is not possible', async () => {
    payment.faults.effects.set('capture', 'decline');
    const orderId = randomUUID();
    expect((await dryRun(orderId)).body).toMatchObject({ possible: false, reason: { code: 'CARD_DECLINED' } });
    expect(payment.faults.applied.at(-1)).toEqual({ operation: 'capture', orderId });
  });

  test('when dryRun is neither true nor false, then it is a problem', async () => {
    expect((await payment.post('/payments?dryRun=yes', bodyOf(randomUUID()), 'k')).status).toBe(400);
  });
});
