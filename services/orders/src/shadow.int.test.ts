import { countedApart } from './testing/counted-apart';
import { events } from './testing/events';
import { booksOf, placeOrder } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { stepsOf, type StepsUnderTest } from './testing/workflow-steps';
import { createCompareShadow, type CompareShadow } from './use-cases/compare-shadow';
import { steps as allSteps } from './domain/failing-step';

const total = { minor: 3025, currency: 'EUR' };
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;
let steps: StepsUnderTest;
let compare: CompareShadow;
let metric: ReturnType<typeof countedApart>['value'];

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
  const { metrics, value } = countedApart(orders);
  metric = value;
  compare = createCompareShadow(orders.service.platform, metrics, 1_000);
});
afterAll(() => orders.close());
beforeEach(async () => {
  steps = stepsOf(orders);
  await orders.rows("update rollout set mode = 'shadow' returning mode");
});

const dry = (orderId: string, step: string) => steps.run('CheckStep', { orderId, step } as never);
const record = (orderId: string, result: object) => steps.run('RecordShadow', { orderId, result } as never);
const listed = async (query = '?limit=200') =>
  (await orders.asOperator('get', `/admin/shadow/discrepancies${query}`)).body as { items: Record<string, unknown>[]; next: string | null };
const ofOrder = async (orderId: string) => (await listed()).items.filter((one) => one['orderId'] === orderId);
const counted = async () => (await orders.asOperator('get', '/admin/rollout')).body.shadow as Record<string, number>;
const complete = async (orderId: string): Promise<void> => {
  await orders.deliver([events.paid(orderId)], 'payment.payment.completed');
  await orders.deliver([events.reserved(orderId)], 'warehouse.inventory.reserved');
  await orders.deliver([events.shipped(orderId)], 'shipping.shipment.created');
};
const tables = ['orders', 'order_changes', 'order_timeline', 'order_reviews', 'order_compensations', 'shadow_results', 'shadow_discrepancies'];
const outside = ['platform.outbox_events', 'platform.intents'];
/** Every row there is. */
const everything = () => Promise.all([...tables, ...outside].map((table) => orders.rows(`select to_jsonb(t) as row from ${table} t order by 1`)));
const dryRoutes = [
  'warehouse /availability',
  'customers /eligibility',
  'pricing /quotes?dryRun=true',
  'fraud /scores?dryRun=true',
  'payment /payments?dryRun=true',
  'shipping /shipments?dryRun=true',
];

describe('a dry run', () => {
  test('when every step is looked at, then nothing is written here and nobody else is asked for an effect', async () => {
    const orderId = await placeOrder(orders);
    const before = await everything();
    for (const step of allSteps.slice(0, 6)) expect(await dry(orderId, step)).toMatchObject({ type: 'done' });
    expect(await everything()).toEqual(before);
    expect(new Set(steps.others.routes())).toEqual(new Set(dryRoutes));
    expect([steps.others.charges.size, steps.others.held.size, steps.others.labels.size]).toEqual([0, 0, 0]);
  });

  test.each<[string, string, object, string]>([
    ['ValidateOrder', 'warehouse /availability', { available: false, missing: [{ sku: 'MUG-BLUE' }] }, 'OUT_OF_STOCK'],
    ['ValidateOrder', 'customers /eligibility', { eligible: false, reason: { code: 'CUSTOMER_BLOCKED', message: 'No.' } }, 'CUSTOMER_BLOCKED'],
    ['CalculatePricing', 'pricing /quotes?dryRun=true', { total: { minor: 3026, currency: 'EUR' } }, 'PRICE_CHANGED'],
    ['RunFraudCheck', 'fraud /scores?dryRun=true', { decision: 'reject', score: 99, reasons: [] }, 'FRAUD_REJECTED'],
    ['ReserveInventory', 'warehouse /availability', { available: false, missing: [] }, 'OUT_OF_STOCK'],
    ['ProcessPayment', 'payment /payments?dryRun=true', { possible: false, reason: { code: 'CARD_DECLINED', message: 'No.' } }, 'CARD_DECLINED'],
    [
      'CreateShipment',
      'shipping /shipments?dryRun=true',
      { possible: false, reason: { code: 'UNDELIVERABLE_ADDRESS', message: 'No.' } },
      'UNDELIVERABLE_ADDRESS',
    ],
  ])('when %s would be refused by %s, then it says so', async (step, route, body, code) => {
    const orderId = await placeOrder(orders);
    steps.others.next(route, { status: 200, body });
    expect(await dry(orderId, step)).toMatchObject({ type: 'refused', code });
  });

  test.each(dryRoutes)('when %s does not answer, or unreadably, then nothing is known', async (route) => {
    const orderId = await placeOrder(orders);
    const step = {
      warehouse: 'ReserveInventory',
      customers: 'ValidateOrder',
      pricing: 'CalculatePricing',
      fraud: 'RunFraudCheck',
      payment: 'ProcessPayment',
      shipping: 'CreateShipment',
    }[route.split(' ')[0]!]!;
    steps.others.next(route, 'away', { status: 200, body: {} });
    await expect(dry(orderId, step)).rejects.toThrow();
    await expect(dry(orderId, step)).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE' });
  });

  test('when a human would have to look, then it says so and nobody is asked to', async () => {
    const orderId = await placeOrder(orders);
    steps.others.next('fraud /scores?dryRun=true', { status: 200, body: { decision: 'review', score: 70, reasons: [] } });
    expect(await dry(orderId, 'RunFraudCheck')).toEqual({ type: 'done', value: { review: true } });
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING' });
  });

  test('when choreography has charged the card already, then it is not asked about again', async () => {
    const orderId = await placeOrder(orders);
    await complete(orderId);
    expect(await dry(orderId, 'ProcessPayment')).toMatchObject({ type: 'done' });
    expect(steps.others.routes()).toEqual(['pricing /quotes?dryRun=true']);
  });

  test('when the step is none, then that is an error', async () => {
    await expect(dry(await placeOrder(orders), 'FinalizeOrder')).rejects.toMatchObject({ code: 'UNKNOWN_STEP' });
  });

  test('when its result is recorded twice, then the first one stands and the order is as it was', async () => {
    const orderId = await placeOrder(orders);
    const before = await books.row(orderId);
    await record(orderId, { outcome: 'completed', total });
    await record(orderId, { outcome: 'failed', step: 'ProcessPayment' });
    expect(await orders.rows('select result from shadow_results where order_id = $1::uuid', orderId)).toEqual([
      { result: { outcome: 'completed', total } },
    ]);
    expect(await books.row(orderId)).toEqual(before);
  });
});

describe('comparing', () => {
  test('when both paths come to the same, then that is counted and nothing is found', async () => {
    const orderId = await placeOrder(orders);
    await record(orderId, { outcome: 'completed', total });
    const before = await counted();
    expect(before['waiting']).toBeGreaterThan(0);
    expect(await compare()).toBe(1_000);
    // The order is not finished yet.
    expect(await counted()).toEqual(before);
    await complete(orderId);
    const same = await metric('shadow_comparisons_total', { outcome: 'same' });
    await compare();
    await compare();
    expect(await metric('shadow_comparisons_total', { outcome: 'same' })).toBe(same! + 1);
    expect(await counted()).toMatchObject({
      compared: before['compared']! + 1,
      waiting: before['waiting']! - 1,
      discrepancies: before['discrepancies'],
    });
    expect(await ofOrder(orderId)).toEqual([]);
  });

  test('when they differ, then what differs is stored with both sides, counted, and listed; looking again finds nothing new', async () => {
    const orderId = await placeOrder(orders);
    const result = { outcome: 'failed', step: 'RunFraudCheck', code: 'FRAUD_REJECTED', total: { minor: 2000, currency: 'EUR' } };
    await record(orderId, result);
    await complete(orderId);
    const before = await counted();
    const differing = await Promise.all([metric('shadow_comparisons_total', { outcome: 'different' }), metric('shadow_discrepancies_open')]);
    await compare();
    await compare();
    expect(await metric('shadow_comparisons_total', { outcome: 'different' })).toBe(differing[0]! + 1);
    expect(await metric('shadow_discrepancies_open')).toBe(differing[1]! + 2);
    const acted = { status: 'COMPLETED', outcome: 'completed', total };
    const foundAt = orders.clock.now().toISOString();
    expect(await ofOrder(orderId)).toEqual([
      { orderId, kind: 'total', byDesign: false, choreography: acted, orchestration: result, foundAt },
      { orderId, kind: 'outcome', byDesign: false, choreography: acted, orchestration: result, foundAt },
    ]);
    expect((await counted())['discrepancies']).toBe(before['discrepancies']! + 2);
  });

  test('when the difference is one the paths are made for, then it is named, and kept apart', async () => {
    const orderId = await placeOrder(orders);
    await record(orderId, { outcome: 'review', step: 'RunFraudCheck', code: 'FRAUD_REVIEW', total });
    await orders.deliver([events.refused(orderId, { reason: { code: 'FRAUD_REVIEW', message: 'Flagged.' } })], 'payment.payment.failed');
    const before = await counted();
    const open = await metric('shadow_discrepancies_open');
    const byDesign = await metric('shadow_comparisons_total', { outcome: 'by_design' });
    await compare();
    expect(await metric('shadow_comparisons_total', { outcome: 'by_design' })).toBe(byDesign! + 1);
    expect(await metric('shadow_discrepancies_open')).toBe(open);
    const [found, ...more] = await ofOrder(orderId);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: 'review_instead_of_refusal',
      byDesign: true,
      choreography: { status: 'PAYMENT_FAILED', step: 'RunFraudCheck' },
    });
    expect(await counted()).toMatchObject({ byDesign: before['byDesign']! + 1, discrepancies: before['discrepancies'] });
    const only = async (flag: boolean) => (await listed(`?byDesign=${flag}&limit=200`)).items.map((one) => one['byDesign']);
    expect(new Set(await only(true))).toEqual(new Set([true]));
    expect(new Set(await only(false))).toEqual(new Set([false]));
    expect((await orders.asOperator('get', '/admin/shadow/discrepancies?byDesign=perhaps')).body.errors[0].pointer).toBe('/query/byDesign');
  });

  test('when several replicas compare at the same moment, then each order is compared once', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => placeOrder(orders)));
    for (const orderId of ids) {
      await record(orderId, { outcome: 'completed', total: { minor: 1, currency: 'EUR' } });
      await complete(orderId);
    }
    const before = await counted();
    await Promise.all([compare(), compare(), compare()]);
    expect(await counted()).toMatchObject({ compared: before['compared']! + 6, discrepancies: before['discrepancies']! + 6 });
    for (const orderId of ids) expect(await ofOrder(orderId)).toHaveLength(1);
  });

  test('when the list is read page by page, then each shows once, the newest first', async () => {
    const all = (await listed()).items;
    const first = await listed('?limit=3');
    const rest = await listed(`?limit=200&after=${first.next}`);
    expect([...first.items, ...rest.items]).toEqual(all);
    expect(rest.next).toBeNull();
  });

  test('when a week has passed, then what was found before is listed and no longer counted', async () => {
    orders.clock.advance(8 * 86_400_000);
    expect(await counted()).toEqual({ compared: 0, waiting: 0, discrepancies: 0, byDesign: 0 });
    expect(await metric('shadow_discrepancies_open')).toBe(0);
    expect((await listed()).items.length).toBeGreaterThan(0);
  });
});
