import { simulatedProvider } from '../service';
import { problem } from '../testing/downstream';
import { createdEvent, eventOf, failedEvent } from '../testing/events';
import { startPayment, type PaymentUnderTest } from '../testing/payment-under-test';

const COMPLETED = 'payment.payment.completed';
const FAILED = 'payment.payment.failed';
const EXPECTED = { minor: 2723, currency: 'EUR' };

let payment: PaymentUnderTest;
let other: Awaited<ReturnType<PaymentUnderTest['replica']>>;
beforeAll(async () => {
  payment = await startPayment();
  other = await payment.replica();
});
beforeEach(() => {
  payment.downstream.asked.length = 0;
  payment.downstream.bodies.length = 0;
});
afterAll(() => payment.close());

const chargesOf = async (orderId: string) => (await payment.charges()).filter(({ key }) => key === `${orderId}:1`);
const statusOf = async (orderId: string) => (await payment.get(`/payments?key=${orderId}:1`)).body.status as string;
const intentsOf = (orderId: string) =>
  payment.rows<{ kind: string; key: string; status: string; attempts: number }>(
    `SELECT kind, key, status, attempts FROM platform.intents WHERE payload->>'orderId' = $1 ORDER BY created_at, id`,
    orderId,
  );
const quoteOf = (orderId: string) => payment.downstream.quotes.get(orderId);

describe('an order on the path of choreography', () => {
  test('when all goes well, then it is priced, scored, confirmed and captured once, and told with all the warehouse needs', async () => {
    const event = createdEvent();
    const { orderId, orderNumber, customer, items, shippingAddress } = event.data;
    expect(await payment.deliver([event])).toEqual(['SUCCESS']);
    // The handler has asked nobody.
    expect([payment.downstream.asked, await payment.charges()]).toEqual([[], []]);
    expect((await payment.get(`/payments?key=${orderId}:1`)).body).toMatchObject({ status: 'PENDING', orderId, amount: EXPECTED });
    await payment.work();
    expect(payment.downstream.asked).toEqual(['pricing /quotes', 'fraud /scores', `pricing /quotes/${orderId}/confirm`]);
    expect(payment.downstream.bodies.slice(0, 2)).toEqual([
      { reference: { type: 'order', id: orderId }, customerId: customer.id, items, destination: { country: 'NL' }, couponCode: 'WELCOME10' },
      { orderId, customer, items, total: EXPECTED, shippingAddress },
    ]);
    expect(await chargesOf(orderId)).toMatchObject([{ status: 'captured', amount: 2723, refunded: 0 }]);
    const told = await payment.told(orderId);
    const { body } = await payment.get(`/payments?key=${orderId}:1`);
    expect(told).toMatchObject([{ type: COMPLETED, causationid: event.id, correlationid: event.correlationid, subject: body.id }]);
    expect(told[0]?.dataschema).toBe(`https://schemas.sidecart.dev/${COMPLETED}/1.1`);
    expect(told[0]?.data).toEqual({
      ...{ paymentId: body.id, orderId, orderNumber, customerId: customer.id, items, shippingAddress, path: 'choreography' },
      ...{ amount: EXPECTED, idempotencyKey: `${orderId}:1`, method: 'card', last4: '4242', completedAt: payment.clock.now().toISOString() },
    });
  });

  test('when the price is below what was agreed to, then the price is charged', async () => {
    const event = createdEvent();
    payment.downstream.totals.set(event.subject, { minor: 2000, currency: 'EUR' });
    await payment.deliver([event]);
    await payment.work();
    expect(await chargesOf(event.subject)).toMatchObject([{ amount: 2000 }]);
    expect((await payment.told(event.subject))[0]?.data).toMatchObject({ amount: { minor: 2000 } });
    expect((await payment.get(`/payments?key=${event.subject}:1`)).body.amount.minor).toBe(2000);
  });

  test('when the coupon pays all of it, then it is completed and the provider is not asked', async () => {
    const event = createdEvent('tok_always_timeout');
    payment.downstream.totals.set(event.subject, { minor: 0, currency: 'EUR' });
    await payment.deliver([event]);
    await payment.work();
    expect(await statusOf(event.subject)).toBe('CAPTURED');
    expect(await chargesOf(event.subject)).toEqual([]);
    const told = await payment.told(event.subject);
    expect(told).toMatchObject([{ type: COMPLETED, data: { amount: { minor: 0, currency: 'EUR' }, method: 'card' } }]);
    expect(told[0]?.data).not.toHaveProperty('last4');
    await payment.deliver([failedEvent(event.subject)]);
    await payment.settle();
    expect(await statusOf(event.subject)).toBe('VOIDED');
    expect((await payment.told(event.subject)).slice(1)).toMatchObject([{ type: 'payment.payment.refunded', data: { amount: { minor: 0 } } }]);
  });

  test('when it goes by another path, then nothing is done', async () => {
    const events = (['checkout', 'orchestration'] as const).map((path) => createdEvent('tok_visa', { path }));
    expect(await payment.deliver(events)).toEqual(['SUCCESS', 'SUCCESS']);
    for (const { subject } of events) expect((await payment.get(`/payments?key=${subject}:1`)).status).toBe(404);
  });

  test('when it is settled, then neither card nor customer stay in its intent', async () => {
    const event = createdEvent();
    await payment.deliver([event]);
    await payment.work();
    const { orderId, orderNumber } = event.data;
    const [row] = await payment.rows<{ payload: object }>(`SELECT payload FROM platform.intents WHERE payload->>'orderId' = $1`, orderId);
    expect(row?.payload).toEqual({ orderId, orderNumber, key: `${orderId}:1`, paymentId: expect.any(String) as string });
  });
});

describe('a definite refusal', () => {
  const refused = async (event: ReturnType<typeof createdEvent>) => {
    await payment.deliver([event]);
    await payment.work();
    return (await payment.told(event.subject)).map(({ type, data }) => [type, (data['reason'] as { code: string }).code, data['amount']]);
  };
  /** What every refusal comes to: nothing taken, and the quote given up by an intent of its own. */
  const expectUndone = async (orderId: string) => {
    await payment.settle();
    expect(await chargesOf(orderId)).toEqual((await chargesOf(orderId)).filter(({ status }) => status === 'declined'));
    expect(await intentsOf(orderId)).toMatchObject([
      { kind: 'charge-order', key: orderId, status: 'SETTLED' },
      { kind: 'release-quote', key: orderId, status: 'SETTLED' },
    ]);
    expect([await statusOf(orderId), quoteOf(orderId)]).toEqual(['DECLINED', 'RELEASED']);
    expect(await payment.told(orderId)).toHaveLength(1);
  };

  test('when pricing refuses, then its code is told and nobody else is asked', async () => {
    const event = createdEvent();
    payment.downstream.instead.set('POST /quotes', [problem(422, 'UNKNOWN_COUPON', 'there is no coupon WELCOME10')]);
    expect(await refused(event)).toEqual([[FAILED, 'UNKNOWN_COUPON', EXPECTED]]);
    expect(payment.downstream.asked).toEqual(['pricing /quotes']);
    const [told] = await payment.told(event.subject);
    expect(told?.dataschema).toBe(`https://schemas.sidecart.dev/${FAILED}/1.1`);
    expect(told?.data).toMatchObject({ orderId: event.subject, orderNumber: 'OR-00000042', customerId: 'customer-17', path: 'choreography' });
    await expectUndone(event.subject);
  });

  test.each([
    ['more', { minor: 2724, currency: 'EUR' }],
    ['other money', { minor: 1, currency: 'USD' }],
  ])('when the price is %s, then it is PRICE_CHANGED', async (_what, total) => {
    const event = createdEvent();
    payment.downstream.totals.set(event.subject, total);
    expect(await refused(event)).toEqual([[FAILED, 'PRICE_CHANGED', total]]);
    expect(payment.downstream.asked).toEqual(['pricing /quotes']);
    await expectUndone(event.subject);
  });

  test.each([
    ['review', 'FRAUD_REVIEW'],
    ['reject', 'FRAUD_REJECTED'],
  ])('when fraud says %s, then it is %s and the quote is not confirmed', async (decision, code) => {
    const event = createdEvent();
    payment.downstream.decisions.set(event.subject, { decision, reasons: [{ code: 'LARGE_TOTAL', message: 'The total is large.', points: 50 }] });
    expect(await refused(event)).toEqual([[FAILED, code, EXPECTED]]);
    expect((await payment.told(event.subject))[0]?.data['reason']).toEqual({ code, message: 'The total is large.' });
    expect(payment.downstream.asked).toEqual(['pricing /quotes', 'fraud /scores']);
    await expectUndone(event.subject);
  });

  test('when fraud has scored the order with other content, then its code is told', async () => {
    const event = createdEvent();
    payment.downstream.instead.set('POST /scores', [problem(422, 'SCORE_CONTENT_DIFFERS')]);
    expect(await refused(event)).toEqual([[FAILED, 'SCORE_CONTENT_DIFFERS', EXPECTED]]);
    await expectUndone(event.subject);
  });

  test('when the quote has expired and its coupon is gone, then nothing is captured', async () => {
    const event = createdEvent();
    payment.downstream.instead.set(`POST /quotes/${event.subject}/confirm`, [problem(409, 'QUOTE_EXPIRED')]);
    expect(await refused(event)).toEqual([[FAILED, 'QUOTE_EXPIRED', EXPECTED]]);
    await expectUndone(event.subject);
  });

  test.each([
    ['tok_declined', 'CARD_DECLINED'],
    ['tok_insufficient_funds', 'INSUFFICIENT_FUNDS'],
  ])('when the card is %s, then it is %s and the confirmed quote is released', async (token, code) => {
    const event = createdEvent(token);
    expect(await refused(event)).toEqual([[FAILED, code, EXPECTED]]);
    expect(quoteOf(event.subject)).toBe('CONFIRMED');
    await expectUndone(event.subject);
  });

  test('when pricing is away for the release, then it is asked until it has released, and the failure is told at once', async () => {
    const event = createdEvent('tok_declined');
    payment.downstream.instead.set(`POST /quotes/${event.subject}/release`, ['away', problem(409, 'NOT_NOW'), 'lost']);
    expect(await refused(event)).toEqual([[FAILED, 'CARD_DECLINED', EXPECTED]]);
    await payment.settle();
    expect((await intentsOf(event.subject))[1]).toMatchObject({ kind: 'release-quote', status: 'SETTLED', attempts: 4 });
    expect(quoteOf(event.subject)).toBe('RELEASED');
  });
});

describe('an unknown outcome', () => {
  const again = async () => {
    payment.clock.advance(60_000);
    await payment.work();
  };

  test.each(['POST /quotes', 'POST /scores', 'POST confirm'])('when %s is not answered, then nothing is told and it is asked again', async (call) => {
    const event = createdEvent();
    const path = call === 'POST confirm' ? `POST /quotes/${event.subject}/confirm` : call;
    payment.downstream.instead.set(path, ['away', problem(400, 'INVALID_INPUT'), 'lost']);
    await payment.deliver([event]);
    await payment.work();
    for (let round = 0; round < 2; round += 1) {
      expect([await statusOf(event.subject), await payment.told(event.subject)]).toEqual(['PENDING', []]);
      await again();
    }
    await again();
    expect(await payment.told(event.subject)).toMatchObject([{ type: COMPLETED }]);
    expect(await chargesOf(event.subject)).toMatchObject([{ status: 'captured', refunded: 0 }]);
    expect(quoteOf(event.subject)).toBe('CONFIRMED');
  });

  test.each(['tok_timeout_after_charge', 'tok_timeout_before_charge', 'tok_unavailable_once', 'tok_duplicate_refused'])(
    'when the capture is not answered with %s, then it is looked for before it is asked again, and charged once',
    async (token) => {
      const event = createdEvent(token);
      await payment.deliver([event]);
      await payment.work();
      expect([await statusOf(event.subject), await payment.told(event.subject)]).toEqual(['PENDING', []]);
      // The money is taken: whatever pricing says by now comes too late.
      if (token === 'tok_timeout_after_charge') payment.downstream.instead.set('POST /quotes', [problem(422, 'UNKNOWN_SKU')]);
      await again();
      expect(await payment.told(event.subject)).toMatchObject([{ type: COMPLETED, data: { amount: EXPECTED } }]);
      expect(await chargesOf(event.subject)).toMatchObject([{ status: 'captured', amount: 2723, refunded: 0 }]);
      payment.downstream.instead.clear();
    },
  );

  test('when the provider captures long after the timeout, then it is pending until then and told once', async () => {
    const event = createdEvent('tok_late_capture');
    await payment.deliver([event]);
    await payment.work();
    payment.clock.advance(2_000);
    await payment.work();
    expect([await statusOf(event.subject), await chargesOf(event.subject)]).toEqual(['PENDING', []]);
    await again();
    expect(await payment.told(event.subject)).toMatchObject([{ type: COMPLETED }]);
    expect(await chargesOf(event.subject)).toMatchObject([{ status: 'captured', refunded: 0 }]);
  });

  test('when the process dies after the capture and before it is settled, then another replica settles, once', async () => {
    let die = true;
    const dying = await payment.replica((platform, config) => {
      const provider = simulatedProvider(platform, config);
      const dead = new Error('killed');
      return { ...provider, capture: (...args) => provider.capture(...args).then((outcome) => (die ? Promise.reject(dead) : outcome)) };
    });
    const event = createdEvent();
    await dying.deliver([event]);
    await dying.work();
    die = false;
    expect(await chargesOf(event.subject)).toHaveLength(1);
    payment.clock.advance(60_000);
    await Promise.all([other.work(), payment.work(), dying.work()]);
    expect(await payment.told(event.subject)).toMatchObject([{ type: COMPLETED }]);
    expect(await chargesOf(event.subject)).toHaveLength(1);
  });
});

describe('a copy', () => {
  const copyOf = (event: ReturnType<typeof createdEvent>) => eventOf('orders.order.created', event.data);

  test('when it comes at once, as after a crash before the acknowledgement, as a new event, or ten days late, then the order is charged once', async () => {
    const event = createdEvent();
    await payment.deliver([event, event, copyOf(event), createdEvent()]);
    await payment.deliver([event]);
    await payment.settle();
    payment.clock.advance(10 * 24 * 3_600_000);
    await payment.service.sweeper.runOnce();
    await payment.deliver([event, copyOf(event)]);
    await payment.settle();
    expect(await payment.told(event.subject)).toMatchObject([{ type: COMPLETED, causationid: event.id }]);
    expect(await chargesOf(event.subject)).toHaveLength(1);
    expect((await intentsOf(event.subject)).map(({ attempts }) => attempts)).toEqual([1]);
  });

  test('when copies come at the same moment on two replicas, then there is one charge', async () => {
    const events = [createdEvent(), createdEvent(), createdEvent()];
    const deliveries = [events, events.toReversed(), events.map(copyOf), events.map(copyOf).reverse()];
    const statuses = await Promise.all(deliveries.map((some, index) => (index % 2 === 0 ? payment : other).deliver(some)));
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    await Promise.all([payment.work(), other.work()]);
    await payment.settle();
    for (const { subject } of events) {
      expect(await payment.told(subject)).toHaveLength(1);
      expect(await chargesOf(subject)).toHaveLength(1);
    }
    expect(await payment.rows('SELECT 1 FROM platform.event_retries')).toEqual([]);
  });
});

test('when the order was undone before, then it is not charged and nobody is told: it is dead', async () => {
  const event = createdEvent();
  await payment.deliver([failedEvent(event.subject)]);
  await payment.settle();
  payment.downstream.asked.length = 0;
  expect(await payment.deliver([event])).toEqual(['SUCCESS']);
  await payment.settle();
  expect((await payment.get(`/payments?key=${event.subject}:1`)).status).toBe(404);
  expect([await payment.told(event.subject), payment.downstream.asked, await chargesOf(event.subject)]).toEqual([[], [], []]);
});

test('when one of a batch is poison, then it is a dead letter and the rest is charged', async () => {
  const poison = createdEvent('tok_visa', { payment: { method: 'card', cardToken: '4242 4242 4242 4242' } });
  const good = [createdEvent(), createdEvent()];
  expect(await payment.deliver([poison, ...good])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  expect((await payment.letters()).find(({ event_id }) => event_id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
  await payment.settle();
  for (const { subject } of good) expect(await statusOf(subject)).toBe('CAPTURED');
});

test('when a later minor version of the event says more, then other services are asked only what they know', async () => {
  const event = createdEvent();
  const more = {
    ...event,
    data: { ...event.data, customer: { ...event.data.customer, tier: 'gold' } },
    dataschema: event.dataschema.replace('1.0', '1.9'),
  };
  await payment.deliver([more]);
  await payment.work();
  expect(payment.downstream.bodies[1]).toMatchObject({ customer: event.data.customer });
  expect(JSON.stringify(payment.downstream.bodies)).not.toContain('gold');
});
