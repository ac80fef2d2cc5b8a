import type { PlatformEvent } from '@sidecart/platform';
import { metricValue } from '@sidecart/platform/testing';
import { events } from './testing/events';
import { booksOf, placeOrder } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { sale, saleEvent } from './testing/sales';
import { stepsOf, type StepsUnderTest } from './testing/workflow-steps';

type Labels = Readonly<Record<string, string>>;
const ALL_STEPS = ['CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment', 'CreateShipment'];
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;
let steps: StepsUnderTest;

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
});
afterAll(() => orders.close());
beforeEach(async () => {
  steps = stepsOf(orders);
  await orders.rows("update rollout set mode = 'choreography', canary_percent = 0 returning mode");
});

const value = (name: string, labels?: Labels) => metricValue(orders.service.platform.metrics, name, labels);
/** What a series rises by while `work` is done. */
async function risen(name: string, labels: Labels | undefined, work: () => Promise<unknown>): Promise<number> {
  const before = (await value(name, labels)) ?? 0;
  await work();
  return ((await value(name, labels)) ?? 0) - before;
}
/** All that is counted of workflows, by status. */
const statuses = async () => {
  const counts = ['completed', 'failed', 'compensated', 'timed_out'].map((status) => value('order_workflow_status', { status }));
  return (await Promise.all(counts)).map((count) => count ?? -1);
};
const triggered = () => value('compensation_triggered_total');
const fail = (orderId: string, outcome: string, step?: string) =>
  steps.run('FailOrder', { orderId, status: 'FAILED', failure: { code: 'NO', message: 'No.', ...(step && { step }) }, outcome } as never);
const deliver = (...told: readonly PlatformEvent[]) =>
  told.reduce<Promise<unknown>>((done, event) => done.then(() => orders.deliver([event], event.type)), Promise.resolve());

describe('an order of the workflow', () => {
  test('when FinalizeOrder runs twice, then it has completed once, in the time since it was placed', async () => {
    const orderId = await steps.begun(...ALL_STEPS);
    orders.clock.advance(7_000);
    const [before, seconds] = [await statuses(), await value('order_workflow_duration_seconds_sum', { status: 'completed' })];
    await steps.run('FinalizeOrder', { orderId });
    await steps.run('FinalizeOrder', { orderId });
    expect(await statuses()).toEqual([before[0]! + 1, ...before.slice(1)]);
    expect(await value('order_workflow_duration_seconds_sum', { status: 'completed' })).toBeCloseTo(seconds! + 7);
    expect((await books.row(orderId)).outcome).toBe('completed');
  });

  test('when its end does not commit, then nothing is counted', async () => {
    const orderId = await steps.begun(...ALL_STEPS);
    const before = await statuses();
    const dying = orders.service.platform.database.transaction(async (tx) => {
      await orders.parts.applyFacts(tx, [{ orderId, fact: { type: 'completed' } }]);
      throw new Error('the process died before it could commit');
    });
    await expect(dying).rejects.toThrow('died');
    expect(await statuses()).toEqual(before);
  });

  test('when it was rightly refused, then it has failed, and is told from those that failed by a fault', async () => {
    const refused = await steps.begun('CalculatePricing');
    const faulty = await steps.begun('CalculatePricing');
    const failWith = (orderId: string, code: string) =>
      steps.run('FailOrder', { orderId, status: 'FAILED', failure: { code, message: 'No.' }, outcome: 'failed' } as never);
    const before = await statuses();
    const rightly = await risen('order_workflow_refused_total', { status: 'failed' }, async () => {
      await failWith(refused, 'FRAUD_REJECTED');
      await failWith(faulty, 'SERVICE_UNAVAILABLE');
    });
    expect([rightly, await statuses()]).toEqual([1, [before[0], before[1]! + 2, before[2], before[3]]]);
  });

  test('when it is undone, then it is compensated once, and counted under the step that failed', async () => {
    const orderId = await steps.begun('CalculatePricing', 'RunFraudCheck', 'ReserveInventory');
    const before = await statuses();
    const underStep = await risen('compensation_triggered_total', { failing_step: 'ProcessPayment' }, async () => {
      await steps.run('BeginUndo', { orderId, steps: ['ReleaseInventoryReservation'] } as never);
      await fail(orderId, 'compensated', 'ProcessPayment');
      await fail(orderId, 'compensated', 'ProcessPayment');
    });
    expect([underStep, await statuses()]).toEqual([1, [before[0], before[1], before[2]! + 1, before[3]]]);
  });

  test('when its time is up after something was done, then it is timed out, and its undoing is counted too', async () => {
    const orderId = await steps.begun('CalculatePricing', 'RunFraudCheck', 'ReserveInventory');
    const before = await statuses();
    const underStep = await risen('compensation_triggered_total', { failing_step: 'CreateShipment' }, async () => {
      await steps.run('BeginUndo', { orderId, steps: ['ReleaseInventoryReservation'] } as never);
      await fail(orderId, 'timed_out', 'CreateShipment');
    });
    expect([underStep, await statuses()]).toEqual([1, [...before.slice(0, 3), before[3]! + 1]]);
  });

  test('when nothing had been done, then it has failed, and no compensation is counted', async () => {
    const orderId = await steps.begun();
    const [before, undone] = [await statuses(), await triggered()];
    await fail(orderId, 'failed', 'CalculatePricing');
    expect([await triggered(), await statuses()]).toEqual([undone, [before[0], before[1]! + 1, ...before.slice(2)]]);
  });

  test('when somebody stopped it, or the step is none, then its undoing is counted under none', async () => {
    const ids = [await steps.begun('CalculatePricing'), await steps.begun('CalculatePricing')];
    const none = await risen('compensation_triggered_total', { failing_step: 'none' }, async () => {
      await fail(ids[0]!, 'compensated');
      await fail(ids[1]!, 'compensated', 'AStepOfTomorrow');
    });
    expect(none).toBe(2);
  });

  test('when a human took his time, then that is no time of the workflow, but one of the order', async () => {
    const orderId = await steps.begun('CalculatePricing');
    await steps.run('RequestReview', { orderId, risk: { decision: 'review', score: 70, reasons: [] } } as never);
    expect(await value('orders_in_review')).toBe(1);
    orders.clock.advance(3_600_000);
    await steps.run('CloseReview', { orderId, as: 'cancelled' } as never);
    const order = await value('order_duration_seconds_sum', { path: 'orchestration', status: 'FAILED' });
    const workflow = await risen('order_workflow_duration_seconds_sum', { status: 'failed' }, () => fail(orderId, 'failed'));
    expect(workflow).toBeCloseTo(0);
    expect((await value('order_duration_seconds_sum', { path: 'orchestration', status: 'FAILED' }))! - order!).toBeCloseTo(3_600);
    expect(await value('orders_in_review')).toBe(0);
  });

  test('when its dry run ends, then no workflow is counted', async () => {
    await orders.rows("update rollout set mode = 'shadow' returning mode");
    const orderId = await placeOrder(orders);
    const before = await statuses();
    await steps.run('RecordShadow', { orderId, result: { outcome: 'completed' } } as never);
    expect(await statuses()).toEqual(before);
  });
});

describe('an order on the path of choreography', () => {
  test('when it completes, then its time is counted under its path and status, and no workflow', async () => {
    const before = await statuses();
    const orderId = await placeOrder(orders);
    orders.clock.advance(3_000);
    const labels = { path: 'choreography', status: 'COMPLETED' };
    const seconds = await risen('order_duration_seconds_sum', labels, () =>
      deliver(events.paid(orderId), events.reserved(orderId), events.shipped(orderId)),
    );
    expect([seconds, await value('order_duration_seconds_count', labels), await statuses()]).toEqual([3, 1, before]);
  });

  test('when it fails and a late success is told, then its end is counted once', async () => {
    const orderId = await placeOrder(orders);
    const labels = { path: 'choreography', status: 'PAYMENT_FAILED' };
    const ended = await risen('order_duration_seconds_count', labels, () => deliver(events.refused(orderId), events.paid(orderId)));
    expect([ended, (await books.row(orderId)).outcome]).toEqual([1, 'compensated']);
  });

  test('when an operator ends it by hand, then its end is counted', async () => {
    const orderId = await placeOrder(orders);
    const labels = { path: 'choreography', status: 'CANCELLED' };
    const change = () => orders.patch(`/orders/${orderId}/status`, 1, { status: 'CANCELLED', reason: 'A wrong order.' });
    expect(await risen('order_duration_seconds_count', labels, change)).toBe(1);
  });
});

describe('orders that come in', () => {
  test.each([
    ['choreography', 'choreography'],
    ['shadow', 'choreography'],
    ['orchestration', 'orchestration'],
  ])('when one is placed in mode %s, then it is counted and open under %s', async (mode, path) => {
    await orders.rows('update rollout set mode = $1 returning mode', mode);
    const open = await value('orders_open', { path, status: 'PENDING' });
    expect(await risen('orders_placed_total', { path }, () => placeOrder(orders))).toBe(1);
    expect(await value('orders_open', { path, status: 'PENDING' })).toBe(open! + 1);
  });

  test('when the same sale is delivered as two events, then it is counted once, and open as paid', async () => {
    const sold = sale();
    const placed = await risen('orders_placed_total', { path: 'checkout' }, async () => {
      await orders.deliver([saleEvent(sold)]);
      await orders.deliver([saleEvent(sold)]);
    });
    expect([placed, await value('orders_open', { path: 'checkout', status: 'PAID' })]).toEqual([1, 1]);
  });
});

test('when a compensation is parked, then it is stuck until somebody has it made again', async () => {
  const orderId = await steps.begun('CalculatePricing');
  await steps.run('BeginUndo', { orderId, steps: ['RefundPayment'] } as never);
  expect(await value('compensations_stuck')).toBe(0);
  await steps.run('ParkCompensation', { orderId, step: 'RefundPayment', error: 'It failed.' } as never);
  expect(await value('compensations_stuck')).toBe(1);
  await orders.asOperator('post', `/admin/compensations/${orderId}/RefundPayment/retry`);
  expect(await value('compensations_stuck')).toBe(0);
});

test('when a scrape is made, then all gauges cost one statement, which finds open orders by its index', async () => {
  const { database, metrics } = orders.service.platform;
  const asked: string[] = [];
  const read = database.sql.$queryRawUnsafe.bind(database.sql);
  const spy = jest.spyOn(database.sql, '$queryRawUnsafe').mockImplementation((sql: string, ...values: unknown[]) => {
    if (sql.includes('rollout')) asked.push(sql);
    return read(sql, ...values);
  });
  await metrics.text();
  spy.mockRestore();
  expect(asked).toHaveLength(1);
  await orders.rows(
    `insert into orders (id, order_number, origin, customer_id, customer_email, path, status, currency, content, outcome, finished_at, placed_at)
     select gen_random_uuid(), 'OR-' || n, 'api', 'c', 'c@example.com', 'choreography', 'FAILED', 'EUR', '{}', 'failed', now(), now() from generate_series(1, 3000) n
     returning id`,
  );
  await orders.rows('analyze orders');
  const plan = await orders.rows<{ 'QUERY PLAN': string }>('explain select path, status, count(*) from orders where outcome is null group by 1, 2');
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('orders_open_idx');
});
