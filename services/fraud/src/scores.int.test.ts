import { randomUUID } from 'node:crypto';
import { assess } from './domain/assess';
import type { Settings, Signals } from './domain/signals';
import { orderOf, startFraud, type FraudUnderTest } from './testing/fraud-under-test';

let fraud: FraudUnderTest;
beforeAll(async () => {
  fraud = await startFraud();
});
afterAll(() => fraud.close());
afterEach(() => fraud.faults.effects.clear());

const codesOf = (body: { reasons: { code: string }[] }) => body.reasons.map(({ code }) => code);
const rowsOf = (orderId: string) =>
  fraud.rows<{ inputs: { signals: Signals; settings: Settings } }>('select * from scores where order_id = $1::uuid', orderId);

describe('the score of an order', () => {
  test('when it is asked for, then it is told and kept', async () => {
    const order = orderOf({ minor: 150_000 });
    const { status, body } = await fraud.score(order);
    expect(status).toBe(200);
    expect(body).toEqual({
      orderId: order.orderId,
      decision: 'approve',
      score: 15,
      reasons: [{ code: 'LARGE_TOTAL', message: 'The total is unusually large.', points: 15 }],
      scoredAt: fraud.clock.now().toISOString(),
      rules: '1',
    });
    expect((await fraud.show(order.orderId)).body).toEqual(body);
  });

  test('when it is asked for again, days later and under another key, then it is the same', async () => {
    const order = orderOf({ minor: 150_000 });
    const first = await fraud.score(order);
    fraud.clock.advance(10 * 24 * 3_600_000);
    for (const again of [await fraud.score(order), await fraud.other.score(order, 'another-key')]) {
      expect([again.status, again.body]).toEqual([200, first.body]);
    }
    expect(await rowsOf(order.orderId)).toHaveLength(1);
  });

  test('when the content is another one, then it is refused and the first stands', async () => {
    const order = orderOf();
    const first = await fraud.score(order);
    const { status, body } = await fraud.score({ ...order, total: { minor: 1, currency: 'EUR' } });
    expect([status, body.code]).toEqual([422, 'SCORE_CONTENT_DIFFERS']);
    expect((await fraud.show(order.orderId)).body).toEqual(first.body);
  });

  test('when copies come at the same moment on two replicas, then all are told one score', async () => {
    const order = orderOf({ minor: 700_000 });
    const answers = await Promise.all(Array.from({ length: 12 }, (_copy, n) => (n % 2 === 0 ? fraud : fraud.other).score(order)));
    for (const { status, body } of answers) expect([status, body]).toEqual([200, answers[0]!.body]);
    expect(await rowsOf(order.orderId)).toHaveLength(1);
  });

  test('when two contents come at the same moment, then one is scored and the other refused', async () => {
    const order = orderOf();
    const contents = Array.from({ length: 8 }, (_content, n) => ({ ...order, total: { minor: 1_000 + n, currency: 'EUR' } }));
    const answers = await Promise.all(contents.map((content, n) => (n % 2 === 0 ? fraud : fraud.other).score(content)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(422)]);
  });

  test('when the key was used for another order, is missing, or the order is no order, then nothing is scored', async () => {
    const [first, second] = [orderOf(), orderOf()];
    await fraud.score(first);
    const reused = await fraud.score(second, first.orderId);
    expect([reused.status, reused.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await fraud.score(second, '')).status).toBe(400);
    expect((await fraud.score({ ...second, items: [] })).status).toBe(400);
    for (const id of [second.orderId, 'no-uuid']) expect((await fraud.show(id)).status).toBe(404);
  });

  test('when it is kept, then the rules make it again of what is kept with it, and no e-mail or address is', async () => {
    const order = orderOf({ minor: 700_000, quantity: 1_500, email: 'ada@mailinator.com', country: 'US' });
    const { body } = await fraud.score(order);
    const [row] = await rowsOf(order.orderId);
    expect(assess(row!.inputs.signals, row!.inputs.settings)).toEqual({
      ...{ decision: body.decision, score: body.score, reasons: body.reasons, rules: body.rules },
    });
    expect(body).toMatchObject({ decision: 'reject', score: 100 });
    for (const secret of ['ada@', 'Harbour', 'Rotterdam', '3011']) expect(JSON.stringify(row)).not.toContain(secret);
  });
});

describe('what can be shown', () => {
  test.each<[string, Parameters<typeof orderOf>[0], string]>([
    ['an e-mail at review.example', { email: 'somebody@review.example' }, 'review'],
    ['an e-mail below review.example, in capitals', { email: 'Somebody@Shop.REVIEW.example' }, 'review'],
    ['an e-mail at reject.example', { email: 'somebody@reject.example' }, 'reject'],
    ['20,000 euros', { minor: 2_000_000 }, 'review'],
    ['100,000 euros', { minor: 10_000_000 }, 'reject'],
    ['10,000 pieces', { quantity: 10_000 }, 'review'],
    ['none of it', {}, 'approve'],
  ])('when an order has %s, then the decision is sure', async (_what, changes, decision) => {
    expect((await fraud.score(orderOf(changes))).body.decision).toBe(decision);
  });
});

describe('a dry run', () => {
  test('when it is asked for, then it says what the score would be and writes nothing', async () => {
    const order = orderOf({ email: 'somebody@review.example' });
    const { status, body } = await fraud.preview(order);
    expect([status, body.dryRun, body.decision, body.orderId]).toEqual([200, true, 'review', order.orderId]);
    expect(await rowsOf(order.orderId)).toEqual([]);
    const { dryRun, ...rest } = body;
    expect((await fraud.score(order)).body).toEqual(rest);
  });

  test('when the order has a score, then it is that one, whatever would come out now', async () => {
    const order = orderOf();
    const { body } = await fraud.score(order);
    fraud.faults.effects.set('score', 'decline');
    expect((await fraud.preview(order)).body).toEqual({ ...body, dryRun: true });
    const { status } = await fraud.preview({ ...order, total: { minor: 1, currency: 'EUR' } });
    expect(status).toBe(422);
  });

  test('when the parameter is neither true nor false, then it is refused', async () => {
    const order = orderOf();
    expect((await fraud.score(order, 'a-key', '?dryRun=yes')).status).toBe(400);
    expect((await fraud.score(order, 'a-key', '?dryRun=false')).body).not.toHaveProperty('dryRun');
  });
});

describe("a customer's past", () => {
  test('when none of the last orders went to the country, then it counts; rejected orders make no habit', async () => {
    const customerId = `customer-${randomUUID()}`;
    for (let n = 0; n < 3; n += 1) await fraud.score(orderOf({ customerId, country: 'NL' }));
    for (let n = 0; n < 4; n += 1) await fraud.score(orderOf({ customerId, country: 'US', email: 'a@reject.example' }));
    expect(codesOf((await fraud.score(orderOf({ customerId, country: 'NL' }))).body)).toEqual([]);
    expect(codesOf((await fraud.score(orderOf({ customerId, country: 'US' }))).body)).toEqual(['OTHER_COUNTRY']);
    expect(codesOf((await fraud.score(orderOf({ customerId, country: 'US' }))).body)).toEqual([]);
    expect(codesOf((await fraud.score(orderOf({ country: 'US' }))).body)).toEqual([]);
  });

  test('when only the last twenty went elsewhere, then what was before is forgotten', async () => {
    const customerId = `customer-${randomUUID()}`;
    await fraud.score(orderOf({ customerId, country: 'DE' }));
    for (let n = 0; n < 20; n += 1) {
      fraud.clock.advance(1);
      await fraud.score(orderOf({ customerId, country: 'NL' }));
    }
    expect(codesOf((await fraud.score(orderOf({ customerId, country: 'DE' }))).body)).toEqual(['OTHER_COUNTRY']);
  });

  test('when one customer has five thousand orders in an hour, then the next one is approved still', async () => {
    const customerId = `customer-${randomUUID()}`;
    const model = orderOf({ customerId });
    await fraud.score(model);
    await fraud.rows(
      `insert into scores select gen_random_uuid(), 'demo-' || n, customer_id, country, content_hash, decision, score, reasons, inputs, rules, scored_at
       from scores, generate_series(1, 5000) n where order_id = $1::uuid`,
      model.orderId,
    );
    const { body } = await fraud.score(orderOf({ customerId }));
    expect([body.decision, body.reasons]).toEqual(['approve', []]);
  });
});

describe('many orders within the window', () => {
  let strict: FraudUnderTest;
  beforeAll(async () => {
    strict = await startFraud({ FRAUD_VELOCITY_LIMIT: '3', FRAUD_VELOCITY_WINDOW_MS: '60000' });
  });
  afterAll(() => strict.close());

  test('when the limit is reached, then the next is for review; after the window it is not, nor for anybody else', async () => {
    const customerId = `customer-${randomUUID()}`;
    const next = async () => (await strict.score(orderOf({ customerId }))).body;
    for (let n = 0; n < 3; n += 1) expect((await next()).decision).toBe('approve');
    expect(await next()).toMatchObject({ decision: 'review', reasons: [{ code: 'MANY_ORDERS', points: 50 }] });
    expect((await strict.score(orderOf())).body.decision).toBe('approve');
    strict.clock.advance(60_000);
    expect((await next()).decision).toBe('approve');
  });

  test('when an order is only tried or asked for again, then it does not count', async () => {
    const order = orderOf();
    const { id: customerId } = order.customer;
    for (let n = 0; n < 5; n += 1) await strict.preview(orderOf({ customerId }));
    for (let n = 0; n < 5; n += 1) await strict.score(order);
    expect((await strict.score(orderOf({ customerId }))).body.decision).toBe('approve');
  });
});

describe('a fault switch', () => {
  test('when the score is declined, then the order is rejected; when a review is, it is for review; both stand for good', async () => {
    fraud.faults.effects.set('score', 'decline');
    const rejected = orderOf();
    expect((await fraud.score(rejected)).body).toMatchObject({ decision: 'reject', reasons: [{ code: 'REJECT_DEMANDED' }] });
    fraud.faults.effects.clear();
    fraud.faults.effects.set('review', 'decline');
    const flagged = orderOf();
    expect((await fraud.preview(flagged)).body.decision).toBe('review');
    expect((await fraud.score(flagged)).body).toMatchObject({ decision: 'review', reasons: [{ code: 'REVIEW_DEMANDED' }] });
    fraud.faults.effects.clear();
    expect((await fraud.score(rejected)).body.decision).toBe('reject');
    expect((await fraud.score(flagged)).body.decision).toBe('review');
    expect(fraud.faults.applied).toContainEqual({ operation: 'review', orderId: flagged.orderId });
  });

  test.each(['score', 'review'])('when %s fails, then the answer is 503 and nothing is scored', async (operation) => {
    fraud.faults.effects.set(operation, 'fail');
    const order = orderOf();
    const { status, body } = await fraud.score(order);
    expect([status, body.code]).toEqual([503, 'FAULT_INJECTED']);
    expect(await rowsOf(order.orderId)).toEqual([]);
  });

  test('when an operator asks what can be switched, then it is these two', async () => {
    expect((await fraud.switches()).body.operations).toEqual(['score', 'review']);
  });
});
