import { captureBody, startPayment, type PaymentUnderTest } from './testing/payment-under-test.js';

let payment: PaymentUnderTest;
beforeEach(async () => {
  payment = await startPayment();
});
afterEach(() => payment.close());

const completed = 'payment.payment.completed';
const failed = 'payment.payment.failed';

describe('a capture', () => {
  test('when the card is good, then it is captured once and the same key has the same answer', async () => {
    const body = captureBody('tok_visa');
    const first = await payment.post('/payments', body, 'k1');
    const again = await payment.post('/payments', body, 'k1');
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: first.body.id,
      status: 'CAPTURED',
      amount: { minor: 1000, currency: 'EUR' },
      card: { brand: 'visa', last4: '4242' },
    });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await payment.charges()).toEqual([{ key: 'k1', status: 'captured', amount: 1000, refunded: 0 }]);
    expect(await payment.events(completed)).toMatchObject([{ paymentId: first.body.id, path: 'checkout', idempotencyKey: 'k1', last4: '4242' }]);
  });

  test('when many ask under one key at once, then there is one payment and one charge', async () => {
    const body = captureBody('tok_mastercard');
    const answers = await Promise.all(Array.from({ length: 12 }, () => payment.post('/payments', body, 'k1')));
    expect(answers.filter(({ status }) => status !== 201 && status !== 202)).toEqual([]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await payment.charges()).toHaveLength(1);
    expect((await payment.post('/payments', body, 'k1')).status).toBe(201);
    expect(await payment.events(completed)).toHaveLength(1);
  });

  test('when two keys ask for one sale at once, then one is captured and the other refused', async () => {
    const body = captureBody('tok_visa');
    const answers = await Promise.all([payment.post('/payments', body, 'k1'), payment.post('/payments', body, 'k2')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('REFERENCE_HAS_PAYMENT');
    expect(await payment.charges()).toHaveLength(1);
  });

  test.each([
    ['tok_declined', 'CARD_DECLINED'],
    ['tok_insufficient_funds', 'INSUFFICIENT_FUNDS'],
    ['tok_of_nobody', 'UNKNOWN_CARD_TOKEN'],
  ])('when the card is %s, then it is refused for good with %s, and again so', async (token, code) => {
    const body = captureBody(token);
    for (const answer of [await payment.post('/payments', body, 'k1'), await payment.post('/payments', body, 'k1')]) {
      expect(answer.status).toBe(402);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ code: 'PAYMENT_DECLINED', reason: { code } });
    }
    expect(await payment.events(failed)).toMatchObject([{ idempotencyKey: 'k1', reason: { code } }]);
    expect(await payment.events(completed)).toEqual([]);
  });

  test('when a sale was refused, then another key may pay it', async () => {
    const { reference } = captureBody('') as { reference: object };
    expect((await payment.capture('k1', 'tok_declined', { reference })).status).toBe(402);
    expect((await payment.capture('k2', 'tok_visa', { reference })).status).toBe(201);
  });

  test('when the provider is slow, then the answer comes late and is captured', async () => {
    expect((await payment.capture('k1', 'tok_slow')).status).toBe(201);
  });

  test.each(['tok_timeout_after_charge', 'tok_timeout_before_charge', 'tok_unavailable_once'])(
    'when the answer is lost with %s, then it is pending, and asking again finds one charge',
    async (token) => {
      const body = captureBody(token);
      const first = await payment.post('/payments', body, 'k1');
      expect(first.status).toBe(202);
      expect(first.body).toMatchObject({ status: 'PENDING' });
      expect(first.headers['retry-after']).toBe('1');
      expect(await payment.events(failed)).toEqual([]);
      const again = await payment.post('/payments', body, 'k1');
      expect([again.status, again.body.id]).toEqual([201, first.body.id]);
      expect(await payment.charges()).toMatchObject([{ key: 'k1', status: 'captured' }]);
      expect(await payment.events(completed)).toHaveLength(1);
    },
  );

  test('when the provider never answers, then it stays pending and nothing is told', async () => {
    const { body } = await payment.capture('k1', 'tok_always_timeout');
    for (let round = 0; round < 3; round += 1) {
      payment.clock.advance(60_000);
      expect(await payment.work()).toBe(1);
    }
    expect((await payment.get(`/payments/${body.id}`)).body).toMatchObject({ status: 'PENDING' });
    expect([...(await payment.events(failed)), ...(await payment.events(completed))]).toEqual([]);
  });

  test('when the key stands for another body, then it is refused and nothing is charged for it', async () => {
    const body = captureBody('tok_visa');
    await payment.post('/payments', body, 'k1');
    const other = await payment.post('/payments', { ...body, amount: { minor: 1001, currency: 'EUR' } }, 'k1');
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await payment.charges()).toMatchObject([{ amount: 1000 }]);
  });
});

describe('bad input', () => {
  test('when a request breaks its contract, then it is a problem and nothing is stored', async () => {
    const zero = { amount: { minor: 0, currency: 'EUR' } };
    const answers = [
      await payment.post('/payments', captureBody('tok_visa')),
      await payment.capture('k1', 'tok_visa', zero),
      await payment.capture('k1', 'tok_visa', { path: 'sideways' }),
      await payment.get('/payments'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(await payment.rows('SELECT id FROM payments')).toEqual([]);
  });

  test.each(['/payments/nonsense', '/payments/0191d1f4-8c3a-7b11-9d6e-00000000dead', '/payments?key=unknown', '/payments?key=%00'])(
    'when %s names no payment, then it is not found',
    async (path) => {
      const answer = await payment.get(path);
      expect([answer.status, answer.body.code]).toEqual([404, 'NOT_FOUND']);
    },
  );
});

describe('the record', () => {
  test('when a payment is read, by id or by key, then it is told as it stands', async () => {
    const { body } = await payment.capture('k/1?', 'tok_visa');
    const byId = await payment.get(`/payments/${body.id}`);
    expect(byId.body).toMatchObject({ id: body.id, key: 'k/1?', status: 'CAPTURED', refunded: { minor: 0, currency: 'EUR' } });
    expect((await payment.get(`/payments?key=${encodeURIComponent('k/1?')}`)).body).toEqual(byId.body);
  });

  test('when calls were made, then each stands with its outcome and without the card token', async () => {
    const body = captureBody('tok_timeout_after_charge');
    await payment.post('/payments', body, 'k1');
    await payment.post('/payments', body, 'k1');
    const calls = await payment.rows<{ operation: string; outcome: string; error: string | null; finished_at: Date }>(
      'SELECT * FROM provider_calls ORDER BY id',
    );
    expect(calls.map(({ operation, outcome, error }) => [operation, outcome, error])).toEqual([
      ['capture', 'unknown', 'the provider did not answer in time'],
      ['find', 'captured', null],
    ]);
    expect(JSON.stringify(calls)).not.toContain('tok_');
    expect(JSON.stringify(await payment.rows('SELECT to_jsonb(payments) AS row FROM payments'))).not.toContain('tok_');
    // Settled, it needs the card no longer.
    expect(await payment.rows("SELECT status, payload->>'key' AS key, payload ? 'cardToken' AS card FROM platform.intents")).toEqual([
      { status: 'SETTLED', key: 'k1', card: false },
    ]);
  });
});
