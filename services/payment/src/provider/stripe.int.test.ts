import { createGate } from '@sidecart/platform/testing';
import { stripeProvider } from '../service';
import { createdEvent, failedEvent } from '../testing/events';
import { captureBody, startPayment, type PaymentUnderTest } from '../testing/payment-under-test';
import { startStripeDouble, type StripeDouble } from '../testing/stripe-double';

const SECRET = 'sk_test_nobody_may_read_this';
const CREATE = 'POST /v1/payment_intents';
const CONFIRM = 'POST /v1/payment_intents/:id/confirm';
const CANCEL = 'POST /v1/payment_intents/:id/cancel';
const REFUND = 'POST /v1/refunds';
/** Stripe's client repeats a request whose connection was closed once by itself. */
const LOST = ['lost', 'lost'] as const;
const DAY_MS = 24 * 3_600_000;

let stripe: StripeDouble;
let payment: PaymentUnderTest;
/** Set by a test: what stands between Stripe's answer and us. */
let beforeAnswer: (() => Promise<void>) | undefined;
beforeAll(async () => {
  stripe = await startStripeDouble();
  const settings = { PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: SECRET, STRIPE_API_BASE: stripe.url };
  payment = await startPayment((platform, config) => {
    const provider = stripeProvider(platform, config);
    return { ...provider, capture: (...args) => provider.capture(...args).then((outcome) => beforeAnswer?.().then(() => outcome) ?? outcome) };
  }, settings);
});
beforeEach(async () => {
  beforeAnswer = undefined;
  await payment.clear();
  stripe.clear();
});
afterAll(async () => {
  await payment.close();
  await stripe.close();
});

const held = () => {
  const returned = stripe.refunds.filter(({ status }) => status !== 'failed').reduce((sum, { amount }) => sum + amount, 0);
  return [...stripe.intents.values()].reduce((sum, { received }) => sum + received, 0) - returned;
};
const statusOf = async (key: string) => (await payment.get(`/payments?key=${key}`)).body.status as string;
const times = (route: string) => stripe.requests.filter((request) => request === route).length;
/** A day passes at Stripe, and the wait runs out here. */
const nextDay = async () => {
  stripe.forgetKeys();
  payment.clock.advance(DAY_MS);
  await payment.work();
};

describe('a capture by Stripe', () => {
  test('when the card is good, then it is charged once, known by its key, and told with what the card form may know', async () => {
    const body = captureBody('pm_card_visa');
    const first = await payment.post('/payments', body, 'k1');
    const again = await payment.post('/payments', body, 'k1');
    expect([first.status, first.body]).toMatchObject([
      201,
      { status: 'CAPTURED', amount: { minor: 1000, currency: 'EUR' }, card: { brand: 'visa', last4: '4242' } },
    ]);
    expect(again.body).toEqual(first.body);
    expect([...stripe.intents.values()]).toMatchObject([{ amount: 1000, currency: 'eur', received: 1000, metadata: { key: 'k1' } }]);
    expect([times(CREATE), times(CONFIRM)]).toEqual([1, 1]);
  });

  test.each([
    ['pm_card_chargeDeclined', 'CARD_DECLINED'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'INSUFFICIENT_FUNDS'],
    ['pm_card_authenticationRequired', 'AUTHENTICATION_REQUIRED'],
    ['pm_of_nobody', 'UNKNOWN_CARD_TOKEN'],
  ])('when the card is %s, then it is refused for good with %s', async (token, code) => {
    const answer = await payment.capture('k1', token);
    expect([answer.status, answer.body.reason?.code]).toEqual([402, code]);
    expect([held(), await payment.events('payment.payment.failed')]).toMatchObject([0, [{ reason: { code } }]]);
  });

  test('when the amount is too small for Stripe, then it is refused for good', async () => {
    const answer = await payment.capture('k1', 'pm_card_visa', { amount: { minor: 49, currency: 'EUR' } });
    expect([answer.status, answer.body.reason.code]).toEqual([402, 'AMOUNT_TOO_SMALL']);
  });

  test.each([CREATE, CONFIRM])(
    'when %s goes wrong in every way it can, then the outcome is unknown, and in the end it is charged once',
    async (route) => {
      stripe.mishaps.set(route, [...LOST, 'down', 'locked', 'limited']);
      const event = createdEvent('pm_card_visa');
      await payment.deliver([event]);
      await payment.work();
      expect([await statusOf(`${event.subject}:1`), await payment.told(event.subject)]).toEqual(['PENDING', []]);
      await payment.settle();
      expect(await payment.told(event.subject)).toMatchObject([{ type: 'payment.payment.completed', data: { amount: { minor: 2723 } } }]);
      expect([held(), [...stripe.intents.values()].filter(({ received }) => received > 0)]).toMatchObject([2723, [{ amount: 2723 }]]);
    },
  );

  test.each([CREATE, CONFIRM])('when %s is repeated after Stripe has forgotten its key, then it is charged once all the same', async (route) => {
    stripe.mishaps.set(route, [...LOST]);
    expect((await payment.capture('k1', 'pm_card_visa')).status).toBe(202);
    await nextDay();
    expect([await statusOf('k1'), held()]).toEqual(['CAPTURED', 1000]);
    // A PaymentIntent that was made and never remembered was never confirmed: it holds nothing.
    expect([...stripe.intents.values()].filter(({ status }) => status === 'succeeded')).toHaveLength(1);
  });

  test('when the refusal was lost, then a day later it is still a refusal, and the card is not tried again', async () => {
    stripe.mishaps.set(CONFIRM, [...LOST]);
    expect((await payment.capture('k1', 'pm_card_chargeDeclined')).status).toBe(202);
    const tries = times(CONFIRM);
    await nextDay();
    expect([await statusOf('k1'), times(CONFIRM)]).toEqual(['DECLINED', tries]);
  });

  test('when Stripe is still at it, then the outcome is unknown until it is not', async () => {
    expect((await payment.capture('k1', 'pm_card_processing')).status).toBe(202);
    payment.clock.advance(60_000);
    await payment.work();
    expect([await statusOf('k1'), await payment.events('payment.payment.failed')]).toEqual(['PENDING', []]);
    Object.assign([...stripe.intents.values()][0]!, { status: 'succeeded', received: 1000 });
    payment.clock.advance(60_000);
    await payment.work();
    expect(await statusOf('k1')).toBe('CAPTURED');
  });

  test('when the key stands for another request at Stripe, then nothing is charged and nothing is told', async () => {
    const other = await fetch(`${stripe.url}/v1/payment_intents`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k1' },
      body: 'amount=77&currency=eur&payment_method=pm_card_visa',
    });
    expect(other.status).toBe(200);
    expect((await payment.capture('k1', 'pm_card_visa')).status).toBe(202);
    expect([await statusOf('k1'), held(), times(CONFIRM)]).toEqual(['PENDING', 0, 0]);
    const [intent] = await payment.rows<{ last_error: string }>('SELECT last_error FROM platform.intents');
    expect(intent?.last_error).toContain('other parameters');
  });
});

describe('a void by Stripe', () => {
  test('when nothing happened, then Stripe is not asked, and a capture that comes later is refused', async () => {
    stripe.mishaps.set(CREATE, ['down']);
    expect((await payment.capture('k1', 'pm_card_visa')).status).toBe(202);
    expect((await payment.void('k1')).status).toBe(200);
    payment.clock.advance(60_000);
    await payment.work();
    expect([await statusOf('k1'), held(), times(CANCEL), times(REFUND), times(CONFIRM)]).toEqual(['VOIDED', 0, 0, 0, 0]);
  });

  test('when it was captured, then all goes back once, however often and however late it is asked', async () => {
    await payment.capture('k1', 'pm_card_visa');
    stripe.mishaps.set(REFUND, [...LOST, 'down']);
    expect((await payment.void('k1')).status).toBe(202);
    await nextDay();
    await nextDay();
    expect([(await payment.void('k1')).status, held(), stripe.refunds.length]).toEqual([200, 0, 1]);
    expect(await payment.events('payment.payment.refunded')).toMatchObject([{ amount: { minor: 1000 } }]);
  });

  test('when a part went back before, then the rest does', async () => {
    const { body } = await payment.capture('k1', 'pm_card_visa');
    await payment.refund(body.id, 'r1', 300);
    expect((await payment.void('k1')).status).toBe(200);
    expect(stripe.refunds.map(({ amount }) => amount)).toEqual([300, 700]);
  });

  test('when it was made and not confirmed, then it is cancelled, and can never be charged', async () => {
    stripe.mishaps.set(CONFIRM, ['down']);
    const event = createdEvent('pm_card_visa');
    await payment.deliver([event]);
    await payment.work();
    stripe.mishaps.set(CANCEL, [...LOST, 'locked']);
    await payment.deliver([failedEvent(event.subject)]);
    await payment.settle();
    expect([...stripe.intents.values()].map(({ status }) => status)).toEqual(['canceled']);
    expect([await statusOf(`${event.subject}:1`), await payment.told(event.subject)]).toEqual(['VOIDED', []]);
  });

  test('when it comes between the charge and its answer, then the charge goes back', async () => {
    const gate = createGate();
    beforeAnswer = () => gate.pass();
    const capture = payment.capture('k1', 'pm_card_visa');
    await gate.reached;
    expect((await payment.void('k1')).status).toBe(200);
    gate.open();
    expect((await capture).body.code).toBe('PAYMENT_VOIDED');
    expect([held(), stripe.refunds.length]).toEqual([0, 1]);
  });

  test('when Stripe is still at it, then the void waits, and gives back what comes of it', async () => {
    await payment.capture('k1', 'pm_card_processing');
    expect((await payment.void('k1')).status).toBe(202);
    Object.assign([...stripe.intents.values()][0]!, { status: 'succeeded', received: 1000 });
    payment.clock.advance(60_000);
    await payment.settle();
    expect([await statusOf('k1'), held()]).toEqual(['VOIDED', 0]);
  });
});

describe('a refund by Stripe', () => {
  test('when its answer is lost and Stripe has forgotten the key, then it goes back once', async () => {
    const { body } = await payment.capture('k1', 'pm_card_visa');
    stripe.mishaps.set(REFUND, [...LOST]);
    expect((await payment.refund(body.id, 'r1', 400)).status).toBe(202);
    await nextDay();
    expect((await payment.refund(body.id, 'r1', 400)).body).toMatchObject({ status: 'SUCCEEDED' });
    expect([stripe.refunds.length, held()]).toEqual([1, 600]);
  });

  test('when Stripe refuses it, then it is told so and its sum is free again', async () => {
    const { body } = await payment.capture('k1', 'pm_card_visa');
    Object.assign([...stripe.intents.values()][0]!, { received: 0 });
    expect((await payment.refund(body.id, 'r1')).body.code).toBe('REFUND_REFUSED');
    Object.assign([...stripe.intents.values()][0]!, { received: 1000 });
    expect((await payment.refund(body.id, 'r2')).body.status).toBe('SUCCEEDED');
  });
});

describe('the books of Stripe', () => {
  test('when they are compared, then what nobody here asked for is found, page after page', async () => {
    payment.clock.advance(Date.now() - payment.clock.now().getTime());
    for (const key of ['k1', 'k2', 'k3', 'k4']) await payment.capture(key, 'pm_card_visa');
    await payment.rows(`DELETE FROM payments WHERE idempotency_key = 'k2'`);
    expect((await payment.admin('/admin/books')).body).toMatchObject({
      orphans: 1,
      problems: [{ kind: 'ORPHAN_CAPTURE', key: 'k2', heldByProvider: 1000 }],
    });
    expect(times('GET /v1/payment_intents')).toBe(2);
  });

  test('when a payment is refunded behind our back, then it is found', async () => {
    await payment.capture('k1', 'pm_card_visa');
    const [intent] = [...stripe.intents.values()];
    stripe.refunds.push({ id: 're_x', object: 'refund', amount: 250, payment_intent: intent!.id, metadata: {}, status: 'succeeded' });
    payment.clock.advance(400_000);
    await payment.reconcile();
    const found = (await payment.admin('/admin/reconciliation')).body.items as object[];
    expect(found).toMatchObject([{ kind: 'HELD_TOO_LITTLE', key: 'k1', heldByProvider: 750, heldByUs: 1000 }]);
  });
});

test('when Stripe does not take our key, then that is no refusal of the customer, and the key is in no error and no row', async () => {
  const before = stripe.authorizations.size;
  expect([before > 0, [...stripe.authorizations].every((value) => value === `Bearer ${SECRET}` || value === '')]).toEqual([true, true]);
  stripe.mishaps.set(CREATE, ['down']);
  await payment.capture('k1', 'pm_card_visa');
  const rows = await payment.rows<{ text: string }>(
    `SELECT to_jsonb(i)::text AS text FROM platform.intents i UNION ALL SELECT to_jsonb(c)::text FROM provider_calls c`,
  );
  expect(rows.length).toBeGreaterThan(1);
  expect(JSON.stringify(rows)).not.toContain(SECRET);
});
