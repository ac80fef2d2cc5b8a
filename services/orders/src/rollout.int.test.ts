import { guardThresholds } from './domain/canary-guard';
import { countedApart } from './testing/counted-apart';
import { insertFinished, type Finished } from './testing/finished-orders';
import { placeOrder } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { createGuardCanary, type GuardCanary } from './use-cases/guard-canary';

const MINUTE = 60_000;
const DAY = 86_400_000;
const who = { changedBy: 'Grace Operator' };
const insist = { force: true, reason: 'Sale tomorrow.' };
let orders: OrdersUnderTest;
let guard: GuardCanary;
let metric: ReturnType<typeof countedApart>['value'];

beforeAll(async () => {
  orders = await startOrders();
  const { metrics, value } = countedApart(orders);
  metric = value;
  guard = createGuardCanary(orders.service.platform, metrics, 5_000);
});
afterAll(() => orders.close());
/** As it is on the first day, but for the audit's numbers. */
beforeEach(async () => {
  orders.clock.advance(DAY);
  await orders.rows(
    "update rollout set mode = 'choreography', canary_percent = 0, held_back = false, green_since = null, changed_at = $1 returning mode",
    orders.clock.now(),
  );
});

const put = (body: object) => orders.asOperator('put', '/admin/rollout', { ...who, ...body });
const view = async () => (await orders.asOperator('get', '/admin/rollout')).body as View;
/** The view, as far as tests look into it. */
interface View {
  readonly version: number;
  readonly canaryPercent: number;
  readonly green: { readonly since: string | null };
  readonly window: object;
  readonly thresholds: object;
  readonly shadow: object;
}
const changes = async (query = '') =>
  (await orders.asOperator('get', `/admin/rollout/changes${query}`)).body as { items: Record<string, unknown>[]; next: string | null };
/** A canary that has run for ten minutes. */
const canary = async (canaryPercent = 10): Promise<void> => {
  expect((await put({ mode: 'canary', canaryPercent, ...insist })).status).toBe(200);
  orders.clock.advance(10 * MINUTE);
};

describe('changing the rollout', () => {
  test('when a canary is set, then it holds for the next order, and who, when, from what and to what is on record', async () => {
    const { version } = await view();
    const answer = await put({ mode: 'canary', canaryPercent: 10, reason: 'Let us begin.' });
    expect(answer.status).toBe(200);
    const changedAt = orders.clock.now().toISOString();
    expect(answer.body).toMatchObject({ mode: 'canary', canaryPercent: 10, heldBack: false, version: version + 1, changedAt, workflowShare: 10 });
    expect(answer.body.green).toEqual({ since: changedAt, days: 0, daysWanted: 7 });
    expect(await Promise.all(['canary', 'choreography', 'shadow', 'orchestration'].map((mode) => metric('rollout_mode', { mode })))).toEqual([
      1, 0, 0, 0,
    ]);
    expect(await metric('rollout_canary_share')).toBe(10);
    expect((await changes('?limit=1')).items).toEqual([
      {
        ...{ version: version + 1, ...who, reason: 'Let us begin.', forced: false, changedAt },
        ...{ from: { mode: 'choreography', canaryPercent: 0 }, to: { mode: 'canary', canaryPercent: 10 } },
      },
    ]);
  });

  test('when the mode is changed while orders come, then each takes the way that held when it was placed', async () => {
    const routes = [];
    for (const mode of ['shadow', 'orchestration', 'choreography']) {
      await put({ mode, ...insist });
      const [row] = await orders.rows<{ route: string }>('select route from orders where id = $1::uuid', await placeOrder(orders));
      routes.push(row!.route);
    }
    expect(routes).toEqual(['shadow', 'orchestration', 'choreography']);
  });

  test('when the share is expanded too early, then it is refused and says how green it is; forced with a reason it is done, and noted as forced', async () => {
    await canary();
    orders.clock.advance(2.5 * DAY);
    const early = await put({ mode: 'canary', canaryPercent: 50 });
    expect(early.status).toBe(409);
    expect(early.body).toMatchObject({ code: 'NOT_GREEN_LONG_ENOUGH', greenDays: 2.5, greenSince: expect.any(String) });
    const silent = await put({ mode: 'canary', canaryPercent: 50, force: true });
    expect([silent.status, silent.body.errors]).toEqual([400, [{ pointer: '/reason', detail: 'is required with force' }]]);
    expect(await view()).toMatchObject({ canaryPercent: 10 });
    expect((await put({ mode: 'canary', canaryPercent: 50, ...insist })).status).toBe(200);
    expect((await changes('?limit=1')).items).toMatchObject([{ forced: true, reason: insist.reason, to: { canaryPercent: 50 } }]);
  });

  test('when the metrics have been green for seven days, then it needs no force, and stays green through the change', async () => {
    await canary();
    const { green } = await view();
    orders.clock.advance(7 * DAY);
    expect(await view()).toMatchObject({ green: { since: green.since, days: 7 } });
    expect((await put({ mode: 'canary', canaryPercent: 50 })).body).toMatchObject({ canaryPercent: 50, green: { since: green.since } });
    expect((await changes('?limit=1')).items).toMatchObject([{ forced: false }]);
  });

  test('when the same is asked for again, then nothing is on record', async () => {
    await canary();
    const { version } = await view();
    expect((await put({ mode: 'canary', canaryPercent: 10 })).body).toMatchObject({ version });
    expect((await changes('?limit=1')).items).toMatchObject([{ version }]);
  });

  test('when many change it at the same moment, then each change starts where the one before it ended', async () => {
    const { version } = await view();
    const shares = Array.from({ length: 12 }, (_, index) => 20 + index);
    const answers = await Promise.all(shares.map((canaryPercent) => put({ mode: 'canary', canaryPercent, ...insist })));
    expect(answers.map(({ status }) => status)).toEqual(shares.map(() => 200));
    const made = (await changes('?limit=12')).items.reverse() as { version: number; from: object; to: object }[];
    expect(made.map((one) => one.version)).toEqual(shares.map((_, index) => version + 1 + index));
    for (const [index, { from }] of made.entries()) if (index > 0) expect(from).toEqual(made[index - 1]!.to);
    expect((await view()).canaryPercent).toBe((made.at(-1)!.to as { canaryPercent: number }).canaryPercent);
  });

  test.each([
    [{ mode: 'everything' }, '/mode'],
    [{ mode: 'canary', canaryPercent: 101 }, '/canaryPercent'],
    [{ mode: 'canary', canaryPercent: 1.5 }, '/canaryPercent'],
    [{ mode: 'canary', changedBy: '' }, '/changedBy'],
  ])('when the body breaks its contract, then it is refused with a pointer', async (body, pointer) => {
    const answer = await put(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });

  test('when it is no operator, then nothing is shown or changed', async () => {
    for (const path of ['/admin/rollout', '/admin/rollout/changes', '/admin/shadow/discrepancies']) expect((await orders.get(path)).status).toBe(401);
  });

  test('when the changes are read page by page, then each shows once, the newest first', async () => {
    for (const canaryPercent of [1, 2, 3]) await put({ mode: 'canary', canaryPercent, ...insist });
    const all = (await changes('?limit=200')).items.map(({ version }) => version);
    expect(all).toEqual([...all].sort((a, b) => Number(b) - Number(a)));
    const first = await changes('?limit=2');
    const second = await changes(`?limit=2&after=${first.next}`);
    expect([...first.items, ...second.items].map(({ version }) => version)).toEqual(all.slice(0, 4));
    expect((await changes('?limit=200')).next).toBeNull();
  });

  test.each(['limit=0', 'limit=1000', 'after=x', 'after=99999999999', 'after=-1'])(
    'when a page is asked for as %s, then it is refused with a pointer',
    async (query) => {
      for (const path of ['/admin/rollout/changes', '/admin/shadow/discrepancies']) {
        const answer = await orders.asOperator('get', `${path}?${query}`);
        expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, `/query/${query.split('=')[0]}`]);
      }
    },
  );
});

describe('the guard', () => {
  const finish = (...all: readonly Finished[]) => Promise.all(all.map((one) => insertFinished(orders, one)));
  const good: Finished = { count: 57 };
  const failed: Finished = { count: 3, status: 'FAILED', outcome: 'timed_out', code: 'STEP_TIMED_OUT' };

  test('when too many of sixty fail, then the share is 0, it is on record with its reason, and it stays so until an operator sets it', async () => {
    await canary();
    await finish(good, failed);
    expect(await guard()).toBe(5_000);
    expect(await view()).toMatchObject({ mode: 'canary', canaryPercent: 0, workflowShare: 0, heldBack: true, green: { since: null, days: 0 } });
    const [change] = (await changes('?limit=1')).items;
    expect(change).toMatchObject({ changedBy: 'canary guard', forced: false, from: { canaryPercent: 10 }, to: { mode: 'canary', canaryPercent: 0 } });
    expect(change!['reason']).toBe('failure rate 5.0 % is above 2.0 % of 60 finished orders');
    orders.clock.advance(DAY);
    await guard();
    expect(await view()).toMatchObject({ canaryPercent: 0, heldBack: true, version: change!['version'] });
    expect((await put({ mode: 'canary', canaryPercent: 50 })).status).toBe(409);
    expect((await put({ mode: 'canary', canaryPercent: 10 })).body).toMatchObject({ canaryPercent: 10, heldBack: false });
  });

  test('when too many were undone, then it steps back for that', async () => {
    await canary();
    await finish({ count: 56 }, { count: 4, status: 'FAILED', outcome: 'compensated', code: 'UNDELIVERABLE_ADDRESS' });
    await guard();
    expect((await changes('?limit=1')).items).toMatchObject([
      { changedBy: 'canary guard', reason: expect.stringContaining('compensation rate 6.7 %') },
    ]);
  });

  test.each<[string, readonly Finished[]]>([
    ['fewer than fifty have finished', [{ count: 40 }, { ...failed, count: 9 }]],
    [
      'the rates are within their thresholds',
      [{ count: 97 }, { ...failed, count: 2 }, { count: 1, status: 'FAILED', outcome: 'compensated', code: 'X' }],
    ],
    ['cards were declined', [good, { count: 30, status: 'PAYMENT_FAILED', outcome: 'compensated', code: 'CARD_DECLINED' }]],
    ['goods were sold out', [good, { count: 30, status: 'FAILED', outcome: 'failed', code: 'OUT_OF_STOCK' }]],
    ['customers were blocked', [good, { count: 30, status: 'FAILED', outcome: 'failed', code: 'CUSTOMER_BLOCKED' }]],
    [
      'humans rejected, or did not decide',
      [
        good,
        { count: 15, status: 'FAILED', outcome: 'failed', code: 'REVIEW_REJECTED' },
        { count: 15, status: 'FAILED', outcome: 'failed', code: 'REVIEW_EXPIRED' },
      ],
    ],
    ['customers cancelled', [good, { count: 30, status: 'CANCELLED', outcome: 'compensated', code: 'CANCELLED_BY_CUSTOMER' }]],
    ['they failed on the other path', [good, { ...failed, count: 30, path: 'choreography' }]],
    ['they failed before the window', [good, { ...failed, count: 30, placedAgo: 16 * MINUTE, finishedAgo: 15 * MINUTE + 1 }]],
    ['they were placed before the last change, and only finished after it', [good, { ...failed, count: 30, placedAgo: 10 * MINUTE + 1 }]],
  ])('when %s, then the canary stays', async (_name, finished) => {
    await canary();
    await finish(...finished);
    await guard();
    expect(await view()).toMatchObject({ canaryPercent: 10, heldBack: false, green: { since: expect.any(String) } });
  });

  test('when several replicas look at the same moment, then it steps back once', async () => {
    await canary();
    await finish(good, failed);
    const { version } = await view();
    const stepsBack = await metric('rollout_guard_steps_back_total');
    await Promise.all(Array.from({ length: 5 }, () => guard()));
    expect(await view()).toMatchObject({ canaryPercent: 0, version: version + 1 });
    expect(await metric('rollout_guard_steps_back_total')).toBe(stepsBack! + 1);
  });

  test('when an operator changes it at the moment it steps back, then both are on record, one after the other', async () => {
    await canary();
    await finish(good, failed);
    const { version } = await view();
    await Promise.all([guard(), put({ mode: 'canary', canaryPercent: 60, ...insist }), guard()]);
    const made = (await changes('?limit=2')).items.reverse() as { version: number; from: object; to: object; changedBy: string }[];
    const last = made.at(-1)!;
    expect(await view()).toMatchObject({ version: last.version, canaryPercent: (last.to as { canaryPercent: number }).canaryPercent });
    // The operator's change begins a new window, so the guard steps back only if it was first.
    expect([version + 1, version + 2]).toContain(last.version);
    expect(last.changedBy).toBe(who.changedBy);
  });

  test('when all orders go to the workflow, then nobody steps back by himself, but it is not green', async () => {
    await put({ mode: 'orchestration', ...insist });
    orders.clock.advance(10 * MINUTE);
    await finish(good, failed);
    await guard();
    expect(await view()).toMatchObject({ mode: 'orchestration', workflowShare: 100, green: { since: null, days: 0 } });
    orders.clock.advance(20 * MINUTE);
    await guard();
    expect(await view()).toMatchObject({ green: { since: orders.clock.now().toISOString() } });
  });

  test('when orders take too long in the mean, then it is not green; waiting for a human does not count', async () => {
    await canary();
    const slow = await insertFinished(orders, { count: 60, placedAgo: 50_000, finishedAgo: 0 });
    await guard();
    expect(await view()).toMatchObject({ canaryPercent: 10, window: { counted: 60, meanSeconds: 50 }, green: { since: null } });
    await orders.rows(
      `insert into order_reviews (order_id, score, reasons, total_minor, currency, requested_at, expires_at, decision, decided_at)
       select id, 70, '[]', 3025, 'EUR', placed_at, placed_at + interval '1 day', 'approve', placed_at + interval '10 seconds' from orders where id = any($1::uuid[])
       returning order_id`,
      slow,
    );
    await guard();
    expect(await view()).toMatchObject({ window: { meanSeconds: 40 }, green: { since: orders.clock.now().toISOString() } });
  });

  test('when nothing runs in the workflow, then nothing is looked at and nothing is green', async () => {
    await finish(good, failed);
    await guard();
    expect(await view()).toMatchObject({ mode: 'choreography', green: { since: null } });
  });
});

describe('the view', () => {
  test('when orders have finished, then it shows what the guard sees, and by which thresholds', async () => {
    await canary();
    await insertFinished(orders, { count: 49 });
    await insertFinished(orders, { count: 1, status: 'FAILED', outcome: 'failed', code: 'STANDSTILL' });
    const { window, thresholds, shadow } = await view();
    expect(window).toEqual({
      ...{ since: new Date(orders.clock.now().getTime() - 10 * MINUTE).toISOString(), counted: 50, failed: 1, compensated: 0 },
      ...{ meanSeconds: 10, failureRate: 0.02, compensationRate: 0 },
    });
    expect(thresholds).toEqual(guardThresholds);
    expect(shadow).toEqual({ compared: 0, waiting: 0, discrepancies: 0, byDesign: 0 });
  });

  test('when there are many orders, then the window is found by an index', async () => {
    await insertFinished(orders, { count: 3_000, finishedAgo: 30 * DAY, placedAgo: 31 * DAY });
    await orders.rows('analyze orders');
    const plan = await orders.rows<{ 'QUERY PLAN': string }>(
      `explain select count(*) from orders o left join order_reviews r on r.order_id = o.id
       where o.finished_at >= $1 and o.placed_at >= $1 and o.path = 'orchestration' and o.status in ('COMPLETED', 'FAILED')`,
      orders.clock.now(),
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Index Scan using orders_(finished_at|placed_at|status_placed_at)/);
  });
});
