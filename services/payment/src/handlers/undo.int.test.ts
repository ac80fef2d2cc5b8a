import { createGate } from '@sidecart/platform/testing';
import { randomUUID } from 'node:crypto';
import { simulatedProvider } from '../service';
import { createdEvent, eventOf, failedEvent, rejectedEvent, unshippableEvent } from '../testing/events';
import { captureBody, startPayment, type PaymentUnderTest } from '../testing/payment-under-test';

const COMPLETED = 'payment.payment.completed';
const REFUNDED = 'payment.payment.refunded';

let payment: PaymentUnderTest;
let other: Awaited<ReturnType<PaymentUnderTest['replica']>>;
/** Set by a test: what stands between the provider's charge and its answer. */
let beforeAnswer: (() => Promise<void>) | undefined;
beforeAll(async () => {
  payment = await startPayment((platform, config) => {
    const provider = simulatedProvider(platform, config);
    return { ...provider, capture: (...args) => provider.capture(...args).then((outcome) => beforeAnswer?.().then(() => outcome) ?? outcome) };
  });
  other = await payment.replica();
});
beforeEach(() => {
  beforeAnswer = undefined;
});
afterAll(async () => {
  expect((await payment.admin('/admin/books')).body).toMatchObject({ orphans: 0, problems: [] });
  await payment.close();
});

const chargesOf = async (key: string) => (await payment.charges()).filter((charge) => charge.key === key);
const statusOf = async (key: string) => (await payment.get(`/payments?key=${key}`)).body.status as string | undefined;
const typesOf = async (orderId: string) => (await payment.told(orderId)).map(({ type }) => type);
const WHOLE = [{ status: 'captured', amount: 2723, refunded: 2723 }];

async function charged(cardToken = 'tok_visa'): Promise<string> {
  const event = createdEvent(cardToken);
  await payment.deliver([event]);
  await payment.work();
  return event.subject;
}

/** The events that undo a payment, by their topic. */
const undoings = [
  ['orders.order.failed', failedEvent, 'The customer changed their mind.'],
  ['warehouse.inventory.rejected', rejectedEvent, 'There is too little of MUG-BLUE.'],
  ['shipping.shipment.failed', unshippableEvent, 'The carrier does not deliver there.'],
] as const;

describe.each(undoings)('%s', (topic, makeEvent, reason) => {
  test('when the order is paid, then all goes back and it is told with the order', async () => {
    const orderId = await charged();
    const event = makeEvent(orderId);
    expect(await payment.deliver([event])).toEqual(['SUCCESS']);
    expect((await chargesOf(`${orderId}:1`))[0]?.refunded).toBe(0);
    await payment.settle();
    expect(await chargesOf(`${orderId}:1`)).toMatchObject(WHOLE);
    expect(await statusOf(`${orderId}:1`)).toBe('VOIDED');
    const told = await payment.told(orderId);
    expect(told.map(({ type }) => type)).toEqual([COMPLETED, REFUNDED]);
    expect(told[1]).toMatchObject({
      causationid: event.id,
      data: { orderId, path: 'choreography', reason, idempotencyKey: `${orderId}:1`, amount: { minor: 2723 } },
    });
  });

  test('when it comes again, at once, concurrently, as after a crash, or ten days late, then it has one effect', async () => {
    const orderId = await charged();
    const event = makeEvent(orderId);
    const copy = () => eventOf(topic, event.data);
    await Promise.all([payment.deliver([event]), other.deliver([event]), other.deliver([copy(), copy()])]);
    await payment.deliver([event]);
    await Promise.all([payment.work(), other.work()]);
    payment.clock.advance(10 * 24 * 3_600_000);
    await payment.service.sweeper.runOnce();
    await payment.deliver([event, copy()]);
    await payment.settle();
    expect(await typesOf(orderId)).toEqual([COMPLETED, REFUNDED]);
    expect(await chargesOf(`${orderId}:1`)).toMatchObject(WHOLE);
  });

  test('when it comes before the order, then the order is never charged, by either path', async () => {
    const event = createdEvent();
    const key = `${event.subject}:1`;
    await payment.deliver([makeEvent(event.subject)]);
    await payment.deliver([event]);
    const asked = await payment.post(
      '/payments',
      { ...captureBody('tok_visa'), reference: { type: 'order', id: event.subject }, path: 'orchestration' },
      key,
    );
    expect([asked.status, asked.body.code]).toEqual([409, 'PAYMENT_VOIDED']);
    await payment.settle();
    expect([await chargesOf(key), await payment.told(event.subject)]).toEqual([[], []]);
  });

  test('when the charge is not begun yet, then nothing is taken and nothing told', async () => {
    const event = createdEvent();
    await payment.deliver([event]);
    await payment.deliver([makeEvent(event.subject)]);
    await payment.settle();
    expect(await statusOf(`${event.subject}:1`)).toBe('VOIDED');
    expect([await chargesOf(`${event.subject}:1`), await payment.told(event.subject)]).toEqual([[], []]);
    // Nor was anybody asked what it costs.
    expect(JSON.stringify(payment.downstream.bodies)).not.toContain(event.subject);
  });

  test('when the capture succeeds after the undo was asked for, then it is told and given back, and told again', async () => {
    const gate = createGate();
    beforeAnswer = () => gate.pass();
    const event = createdEvent();
    await payment.deliver([event]);
    const working = payment.work();
    await gate.reached;
    await payment.deliver([makeEvent(event.subject)]);
    gate.open();
    await working;
    beforeAnswer = undefined;
    await payment.settle();
    expect(await typesOf(event.subject)).toEqual([COMPLETED, REFUNDED]);
    expect(await chargesOf(`${event.subject}:1`)).toMatchObject(WHOLE);
  });

  test.each(['tok_timeout_after_charge', 'tok_timeout_before_charge', 'tok_late_capture', 'tok_always_timeout'])(
    'when the outcome of the capture is unknown with %s, then in the end nothing is held',
    async (token) => {
      const orderId = await charged(token);
      await payment.deliver([makeEvent(orderId)]);
      await payment.settle();
      expect(await statusOf(`${orderId}:1`)).toBe('VOIDED');
      for (const { amount, refunded } of await chargesOf(`${orderId}:1`)) expect(refunded).toBe(amount);
      // Told of in a pair, or not at all.
      expect([[], [COMPLETED, REFUNDED]]).toContainEqual(await typesOf(orderId));
    },
  );

  test('when the card was refused, then there is nothing to give back', async () => {
    const orderId = await charged('tok_declined');
    await payment.deliver([makeEvent(orderId)]);
    await payment.settle();
    expect(await typesOf(orderId)).toEqual(['payment.payment.failed']);
    expect(
      await payment.rows(
        `SELECT 1 FROM provider_calls c JOIN payments p ON p.id = c.payment_id WHERE order_id = $1::uuid AND operation = 'void'`,
        orderId,
      ),
    ).toEqual([]);
  });

  test('when a part was given back before, then the rest is', async () => {
    const orderId = await charged();
    const { body } = await payment.get(`/payments?key=${orderId}:1`);
    await payment.refund(body.id, 'r1', 723);
    await payment.deliver([makeEvent(orderId)]);
    await payment.settle();
    expect(await chargesOf(`${orderId}:1`)).toMatchObject(WHOLE);
    expect((await payment.told(orderId)).slice(1).map(({ data }) => data['amount'])).toMatchObject([{ minor: 723 }, { minor: 2000 }]);
  });

  test('when it meets the charge of its order at the same moment, many orders at once, then nothing stays', async () => {
    const orders = Array.from({ length: 8 }, () => createdEvent());
    const undone = orders.map(({ subject }) => makeEvent(subject)).reverse();
    await Promise.all([
      payment.deliver(orders),
      payment.work(),
      other.deliver(undone),
      other.work(),
      ...undone.map((event) => payment.deliver([event])),
    ]);
    await Promise.all([payment.work(), other.work()]);
    await payment.settle();
    for (const { subject } of orders) {
      for (const { amount, refunded } of await chargesOf(`${subject}:1`)) expect(refunded).toBe(amount);
      expect([[], [COMPLETED, REFUNDED]]).toContainEqual(await typesOf(subject));
    }
    expect(await payment.rows('SELECT 1 FROM platform.event_retries')).toEqual([]);
  });

  test('when one of a batch is poison, then it is a dead letter and the others are undone', async () => {
    const orderId = await charged();
    const poison = makeEvent(orderId, { reason: { code: 'lower', message: 'x' } });
    await payment.deliver([poison, makeEvent(orderId)]);
    await payment.settle();
    expect((await payment.letters()).find(({ event_id }) => event_id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect(await statusOf(`${orderId}:1`)).toBe('VOIDED');
  });
});

describe('the path', () => {
  test.each(['orchestration', 'checkout'] as const)('when goods or shipment fail on the path of %s, then whoever asked undoes', async (path) => {
    const orderId = await charged();
    await payment.deliver([rejectedEvent(orderId, { path })]);
    await payment.deliver([unshippableEvent(orderId, { path })]);
    await payment.settle();
    expect(await statusOf(`${orderId}:1`)).toBe('CAPTURED');
  });

  test('when an order dies that a workflow had charged, then its payment goes back, told on its path', async () => {
    const orderId = randomUUID();
    const body = { ...captureBody('tok_visa'), reference: { type: 'order', id: orderId }, path: 'orchestration' };
    expect((await payment.post('/payments', body, `${orderId}:1`)).status).toBe(201);
    await payment.deliver([failedEvent(orderId, { path: 'orchestration', status: 'FAILED' })]);
    await payment.settle();
    expect(await statusOf(`${orderId}:1`)).toBe('VOIDED');
    const told = await payment.told(orderId);
    expect(told.map(({ type, data }) => [type, data['path']])).toEqual([
      [COMPLETED, 'orchestration'],
      [REFUNDED, 'orchestration'],
    ]);
  });
});

describe('the quote of a dead order', () => {
  test('when the order is declared dead, then its quote is released once; when only goods or shipment failed, then not yet', async () => {
    const [dead, short] = [await charged(), await charged()];
    await payment.deliver([failedEvent(dead), failedEvent(dead)]);
    await payment.deliver([rejectedEvent(short)]);
    await payment.settle();
    expect([payment.downstream.quotes.get(dead), payment.downstream.quotes.get(short)]).toEqual(['RELEASED', 'CONFIRMED']);
    expect(payment.downstream.asked.filter((asked) => asked === `pricing /quotes/${dead}/release`)).toHaveLength(1);
  });
});

describe('a sale made at checkout', () => {
  async function sold() {
    const body = captureBody('tok_visa') as { reference: { id: string } };
    const session = body.reference.id;
    const answer = await payment.post('/payments', body, `${session}:1`);
    expect(answer.status).toBe(201);
    return { session, paymentId: answer.body.id as string, orderId: randomUUID() };
  }

  test.each([
    ['session', ({ session }: { session: string; paymentId: string }) => ({ checkoutSessionId: session })],
    ['payment', ({ paymentId }: { session: string; paymentId: string }) => ({ paymentId })],
    ['session and payment', ({ session, paymentId }: { session: string; paymentId: string }) => ({ checkoutSessionId: session, paymentId })],
  ])('when its order dies and names the %s, then all goes back, told with the order and the path of its end', async (_what, naming) => {
    const sale = await sold();
    await payment.deliver([failedEvent(sale.orderId, naming(sale))]);
    await payment.settle();
    expect(await chargesOf(`${sale.session}:1`)).toMatchObject([{ amount: 1000, refunded: 1000 }]);
    const told = await payment.told(sale.orderId);
    expect(told).toMatchObject([
      { type: REFUNDED, data: { orderId: sale.orderId, checkoutSessionId: sale.session, path: 'choreography', amount: { minor: 1000 } } },
    ]);
    expect((await payment.get(`/payments?orderId=${sale.orderId}`)).body).toMatchObject({
      items: [{ id: sale.paymentId, status: 'VOIDED' }],
      next: null,
    });
    const late = await payment.post(
      '/payments',
      { ...captureBody('tok_visa'), reference: { type: 'checkout_session', id: sale.session } },
      `${sale.session}:1`,
    );
    expect([late.status, late.body.code]).toEqual([409, 'PAYMENT_VOIDED']);
  });

  test('when its order dies, then the quote of its session is released', async () => {
    const sale = await sold();
    await payment.deliver([failedEvent(sale.orderId, { checkoutSessionId: sale.session })]);
    await payment.settle();
    expect(payment.downstream.quotes.get(sale.session)).toBe('RELEASED');
  });

  test('when the payment named is that of another order, then it is left alone', async () => {
    const orderId = await charged();
    const { body } = await payment.get(`/payments?key=${orderId}:1`);
    await payment.deliver([failedEvent(randomUUID(), { paymentId: body.id })]);
    await payment.settle();
    expect(await statusOf(`${orderId}:1`)).toBe('CAPTURED');
  });
});
