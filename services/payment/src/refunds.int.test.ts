import { simulatedProvider, type MakeProvider } from './service.js';
import { startPayment, type PaymentUnderTest } from './testing/payment-under-test.js';

let payment: PaymentUnderTest;
const startCaptured = async (makeProvider?: MakeProvider): Promise<string> => {
  payment = await startPayment(makeProvider);
  const { body } = await payment.capture('k1', 'tok_visa');
  return body.id as string;
};
afterEach(() => payment.close());

const refunded = 'payment.payment.refunded';
const booked = (minor: number) => [{ key: 'k1', status: 'captured', amount: 1000, refunded: minor }];

describe('a refund', () => {
  test('when parts are given back, then the payment follows and more than is left is refused', async () => {
    const id = await startCaptured();
    const first = await payment.refund(id, 'r1', 400);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ paymentId: id, status: 'SUCCEEDED', amount: { minor: 400, currency: 'EUR' } });
    expect((await payment.get(`/payments/${id}`)).body).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: { minor: 400 } });
    const over = await payment.refund(id, 'r2', 601);
    expect([over.status, over.body.code]).toEqual([422, 'REFUND_EXCEEDS_PAYMENT']);
    expect((await payment.refund(id, 'r3')).body).toMatchObject({ status: 'SUCCEEDED', amount: { minor: 600 } });
    expect((await payment.get(`/payments/${id}`)).body).toMatchObject({ status: 'REFUNDED', refunded: { minor: 1000 } });
    expect(await payment.charges()).toEqual(booked(1000));
    expect(await payment.events(refunded)).toMatchObject([
      { paymentId: id, path: 'checkout', idempotencyKey: 'r1', amount: { minor: 400 }, refundId: first.body.id },
      { paymentId: id, path: 'checkout', idempotencyKey: 'r3', amount: { minor: 600 } },
    ]);
  });

  test('when many are asked for at once, then together they stay within the capture', async () => {
    const id = await startCaptured();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => payment.refund(id, `r${index}`, 300)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 422, 422, 422, 422, 422]);
    expect(await payment.charges()).toEqual(booked(900));
  });

  test('when its key comes again, then the same body has the same answer and another one is refused', async () => {
    const id = await startCaptured();
    const first = await payment.refund(id, 'r1', 400);
    const again = await payment.refund(id, 'r1', 400);
    const other = await payment.refund(id, 'r1', 401);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await payment.charges()).toEqual(booked(400));
  });

  test('when its answer is lost after the money went back, then asking again gives it back once', async () => {
    let calls = 0;
    const id = await startCaptured((platform, config) => {
      const provider = simulatedProvider(platform, config);
      const losesFirstAnswer: typeof provider.refund = async (...args) => {
        const outcome = await provider.refund(...args);
        calls += 1;
        if (calls === 1) throw new Error('the answer was lost');
        return outcome;
      };
      return { ...provider, refund: losesFirstAnswer };
    });
    const first = await payment.refund(id, 'r1', 400);
    expect([first.status, first.body.status]).toEqual([202, 'PENDING']);
    expect((await payment.refund(id, 'r2', 700)).status).toBe(422);
    payment.clock.advance(60_000);
    expect(await payment.work()).toBe(1);
    expect((await payment.refund(id, 'r1', 400)).body).toMatchObject({ id: first.body.id, status: 'SUCCEEDED' });
    expect(await payment.charges()).toEqual(booked(400));
    expect(await payment.events(refunded)).toHaveLength(1);
  });

  test('when the provider refuses it, then it is told so and its sum is free again', async () => {
    let refuses = true;
    const id = await startCaptured((platform, config) => {
      const provider = simulatedProvider(platform, config);
      const refused = { type: 'refused', reason: 'the account is closed' } as const;
      return { ...provider, refund: (...args) => (refuses ? Promise.resolve(refused) : provider.refund(...args)) };
    });
    for (const answer of [await payment.refund(id, 'r1'), await payment.refund(id, 'r1')]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'REFUND_REFUSED']);
    }
    refuses = false;
    expect((await payment.refund(id, 'r2')).body).toMatchObject({ status: 'SUCCEEDED', amount: { minor: 1000 } });
  });

  test('when the payment took no money, then there is nothing to give back', async () => {
    await startCaptured();
    await payment.capture('k2', 'tok_declined');
    await payment.capture('k3', 'tok_always_timeout');
    const [declined, pending] = [await payment.get('/payments?key=k2'), await payment.get('/payments?key=k3')];
    expect((await payment.refund(declined.body.id, 'r1')).body.code).toBe('PAYMENT_NOT_CAPTURED');
    const undecided = await payment.refund(pending.body.id, 'r1');
    expect([undecided.status, undecided.body.code, undecided.headers['retry-after']]).toEqual([409, 'PAYMENT_PENDING', '1']);
    expect((await payment.refund('0191d1f4-8c3a-7b11-9d6e-00000000dead', 'r1')).status).toBe(404);
  });
});

describe('the table', () => {
  test('when something would give back more than was taken, then the database refuses it', async () => {
    const id = await startCaptured();
    const beyond = payment.rows('UPDATE payments SET refund_claimed_minor = 1001 WHERE id = $1::uuid', id);
    await expect(beyond).rejects.toThrow(/payments_refunds_within_amount/);
  });
});
