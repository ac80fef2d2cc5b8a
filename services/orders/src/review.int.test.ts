import { randomUUID } from 'node:crypto';
import { booksOf } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { stepsOf, type StepsUnderTest } from './testing/workflow-steps';

const HOUR = 3_600_000;
const REQUESTED = 'orders.review.requested';
const risk = { decision: 'review', score: 70, reasons: [{ code: 'HIGH_TOTAL', message: 'The total is above 1,000.00.' }] };
const approval = { decision: 'approve', reviewer: 'Grace Reviewer', reason: 'Called back.' };
const rejection = { ...approval, decision: 'reject', reason: 'Too risky.' };
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;
let steps: StepsUnderTest;

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
});
afterAll(() => orders.close());
beforeEach(() => {
  steps = stepsOf(orders);
});

const review = (orderId: string, body: object = approval) => orders.asOperator('post', `/orders/${orderId}/review`, body);
const request = (orderId: string, more: object = {}) => steps.run('RequestReview', { orderId, risk: { ...risk, ...more } } as never);
const close = (orderId: string, as: 'expired' | 'cancelled') => steps.run('CloseReview', { orderId, as } as never);
const flagged = async (): Promise<string> => {
  const orderId = await steps.begun('CalculatePricing');
  await request(orderId);
  return orderId;
};
const queue = async (query = '?limit=200') =>
  (await orders.asOperator('get', `/reviews${query}`)).body as { items: { orderId: string }[]; next: string | null };
const queued = async (): Promise<string[]> => (await queue()).items.map(({ orderId }) => orderId);
const raised = (orderId: string) => orders.rows<{ payload: unknown }>('select payload from platform.intents where key = $1', `review:${orderId}`);

describe('an order that is flagged', () => {
  test('when a review is asked for, then the order waits, it is told of, and it stands in the queue', async () => {
    const orderId = await steps.begun('CalculatePricing');
    expect(await request(orderId)).toEqual({ type: 'done', value: { waitMs: 24 * HOUR } });
    expect(await books.row(orderId)).toMatchObject({ status: 'IN_REVIEW', path: 'orchestration', card_token: expect.any(String) });
    expect(await books.timeline(orderId, 'decision')).toMatchObject([{ name: 'review requested', detail: { score: 70 } }]);
    const [told] = await books.told(REQUESTED, orderId);
    const { score, reasons } = risk;
    expect(told).toMatchObject({ data: { orderId, customerId: 'customer-17', path: 'orchestration', score, reasons, total: { minor: 3025 } } });
    const [placed] = await orders.rows<{ correlation_id: string }>('select correlation_id from orders where id = $1::uuid', orderId);
    expect(told!.correlationid).toBe(placed!.correlation_id);
    expect(new Date(told!.data['expiresAt'] as string).getTime()).toBe(orders.clock.now().getTime() + 24 * HOUR);
    expect((await queue()).items.find((one) => one.orderId === orderId)).toMatchObject({ score, reasons, total: { minor: 3025, currency: 'EUR' } });
  });

  test('when it is asked for again, then it is told of once, and the time left is what is left', async () => {
    const orderId = await flagged();
    orders.clock.advance(HOUR);
    expect(await request(orderId)).toMatchObject({ value: { waitMs: 23 * HOUR } });
    orders.clock.advance(24 * HOUR);
    expect(await request(orderId)).toMatchObject({ value: { waitMs: 0 } });
    expect(await books.told(REQUESTED, orderId)).toHaveLength(1);
    expect(await books.timeline(orderId, 'decision')).toHaveLength(1);
    expect(await books.changes(orderId)).toContain('PENDING>IN_REVIEW');
  });

  test('when somebody ended it before, then nobody is asked to look at it', async () => {
    const orderId = await steps.begun('CalculatePricing');
    await steps.kill(orderId);
    expect(await request(orderId)).toEqual({ type: 'done', value: { waitMs: 0 } });
    expect(await close(orderId, 'expired')).toEqual({ type: 'done', value: { decision: 'expired' } });
    expect(await books.told(REQUESTED, orderId)).toEqual([]);
    expect(await queued()).not.toContain(orderId);
    expect((await review(orderId)).status).toBe(404);
  });

  test('when the reasons would fit into no event, then they are cut to ones that do', async () => {
    const orderId = await steps.begun('CalculatePricing');
    const reasons = Array.from({ length: 120 }, () => ({ code: 'no code', message: `a\nb${'x'.repeat(300)}` }));
    expect(await request(orderId, { reasons, score: 140 })).toMatchObject({ type: 'done' });
    const [told] = await books.told(REQUESTED, orderId);
    expect(told!.data).toMatchObject({ score: 100 });
    expect(told!.data['reasons']).toHaveLength(100);
  });
});

describe('a human decides', () => {
  test.each([approval, rejection])('when it is to $decision, then who and why is on record, and the workflow is woken', async (decision) => {
    const orderId = await flagged();
    const answer = await review(orderId, decision);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ orderId, ...decision, decidedAt: orders.clock.now().toISOString() });
    expect((await books.timeline(orderId, 'decision')).at(-1)).toMatchObject({
      name: decision.decision,
      detail: { reviewer: 'Grace Reviewer', reason: decision.reason },
    });
    expect(await raised(orderId)).toEqual([{ payload: { orderId, event: 'review', data: { decision: decision.decision } } }]);
    expect(await queued()).not.toContain(orderId);
    // The row decides, whatever the workflow heard.
    expect(await close(orderId, 'expired')).toMatchObject({ value: { decision: decision.decision } });
  });

  test('when the intent is carried out, then the instance of the order hears it, also if it is told twice', async () => {
    const orderId = await flagged();
    orders.engine.states.set(orderId, 'RUNNING');
    await review(orderId);
    await review(orderId);
    while ((await orders.service.intentWorker.runOnce()) > 0);
    expect(orders.engine.raised.filter(({ instanceId }) => instanceId === orderId)).toEqual([
      { instanceId: orderId, event: 'review', data: { decision: 'approve' } },
    ]);
  });

  test('when the same is decided again, then the first stands and nothing changes; the opposite is refused', async () => {
    const orderId = await flagged();
    await review(orderId);
    const again = await review(orderId, { ...approval, reviewer: 'Somebody Else' });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ reviewer: 'Grace Reviewer' });
    const opposite = await review(orderId, rejection);
    expect(opposite.status).toBe(409);
    expect(opposite.body).toMatchObject({ code: 'REVIEW_CLOSED', decision: 'approve' });
    expect(await books.timeline(orderId, 'decision')).toHaveLength(2);
  });

  test('when many decide at once, then one decision stands, everybody hears which, and it is told once', async () => {
    const orderId = await flagged();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => review(orderId, index % 2 === 0 ? approval : rejection)));
    const stands = answers.find(({ status }) => status === 200)!.body.decision as string;
    for (const [index, { status }] of answers.entries()) expect(status).toBe((index % 2 === 0 ? 'approve' : 'reject') === stands ? 200 : 409);
    expect(await raised(orderId)).toHaveLength(1);
    expect(await books.timeline(orderId, 'decision')).toHaveLength(2);
  });

  test('when the time is up, then it is too late, although the workflow has not heard its timer yet', async () => {
    const orderId = await flagged();
    orders.clock.advance(24 * HOUR - 1);
    expect(await queued()).toContain(orderId);
    orders.clock.advance(1);
    const late = await review(orderId);
    expect([late.status, late.body.code]).toEqual([409, 'REVIEW_EXPIRED']);
    expect(await queued()).not.toContain(orderId);
    expect(await close(orderId, 'expired')).toMatchObject({ value: { decision: 'expired' } });
    expect(await raised(orderId)).toEqual([]);
  });

  test.each(['expired', 'cancelled'] as const)(
    'when the workflow has closed it as %s, then that stands, for whoever comes and however often it is closed',
    async (as) => {
      const orderId = await flagged();
      await close(orderId, as);
      expect(await close(orderId, as === 'expired' ? 'cancelled' : 'expired')).toMatchObject({ value: { decision: as } });
      expect((await review(orderId)).body).toMatchObject({ code: 'REVIEW_CLOSED', decision: as });
    },
  );

  test('when a human and the timer come at the same moment, then they agree', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, flagged));
    await Promise.all(
      ids.map(async (orderId) => {
        const [answer, closed] = await Promise.all([review(orderId), close(orderId, 'expired')]);
        const { decision } = closed.value as { decision: string };
        expect(answer.status).toBe(decision === 'approve' ? 200 : 409);
        expect(await raised(orderId)).toHaveLength(decision === 'approve' ? 1 : 0);
      }),
    );
  });

  test('when the order was ended meanwhile, then nobody waits for a decision about it', async () => {
    const orderId = await flagged();
    await steps.kill(orderId);
    const late = await review(orderId);
    expect([late.status, late.body.code, late.body.orderStatus]).toEqual([409, 'NOT_IN_REVIEW', 'FAILED']);
    expect(await queued()).not.toContain(orderId);
    expect(await raised(orderId)).toEqual([]);
  });

  test('when there is no such order, or nobody flagged it, then there is no review', async () => {
    expect((await review(randomUUID())).status).toBe(404);
    expect((await review(await steps.begun())).status).toBe(404);
    expect((await review('no-id')).status).toBe(404);
  });

  test.each([
    [{ ...approval, decision: 'maybe' }, '/decision'],
    [{ decision: 'approve', reason: 'x' }, '/reviewer'],
    [{ decision: 'approve', reviewer: 'x' }, '/reason'],
    [{ ...approval, reason: 'a\nb' }, '/reason'],
    [{ ...approval, reviewer: 'x'.repeat(201) }, '/reviewer'],
  ])('when the decision is not whole, then it is refused with a pointer', async (body, pointer) => {
    const answer = await review(await flagged(), body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body.errors)).toContain(pointer.slice(1));
  });

  test('when it is no operator, then nothing is shown and nothing decided', async () => {
    const orderId = await flagged();
    expect((await orders.get('/reviews')).status).toBe(401);
    expect((await orders.post(`/orders/${orderId}/review`, approval)).status).toBe(401);
    expect(await queued()).toContain(orderId);
  });
});

describe('the queue', () => {
  test('when it is read page by page, then everyone shows once, those that expire first first', async () => {
    for (let index = 0; index < 5; index += 1) {
      await flagged();
      if (index % 2 === 0) orders.clock.advance(1_000);
    }
    const all = await queued();
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = await queue(`?limit=2${after === '' ? '' : `&after=${after}`}`);
      seen.push(...page.items.map(({ orderId }) => orderId));
      expect(page.items.length).toBeLessThanOrEqual(2);
      after = page.next;
    }
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'after=1', `after=1_${'-'.repeat(36)}`, 'after=9999999999999999_x'])(
    'when the page is asked for as %s, then it is refused with a pointer',
    async (query) => {
      const answer = await orders.asOperator('get', `/reviews?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].pointer).toBe(`/query/${query.split('=')[0]}`);
    },
  );
});
