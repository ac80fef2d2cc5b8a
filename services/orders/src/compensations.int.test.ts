import { randomUUID } from 'node:crypto';
import { booksOf } from './testing/placed';
import { startOrders, type OrdersUnderTest } from './testing/orders-under-test';
import { stepsOf, type StepsUnderTest } from './testing/workflow-steps';

const undoings = [
  ['CancelShipment', 'shipping /shipments/:id/cancel'],
  ['RefundPayment', 'payment /payments/void'],
  ['ReleaseInventoryReservation', 'warehouse /reservations/:id/release'],
] as const;
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
  await orders.rows("update platform.intents set status = 'SETTLED' where status = 'OPEN' returning id");
});

const refused = { status: 409, body: { code: 'CANCELLATION_REFUSED', detail: 'the carrier has it' } };
const row = async (orderId: string, step: string) =>
  (await orders.rows('select status, attempts, last_error from order_compensations where order_id = $1::uuid and step = $2', orderId, step))[0];
const lines = (orderId: string) => books.timeline(orderId, 'compensation');
const begun = () => steps.begun('CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment');
const park = (orderId: string, step: string, error = 'it would not') => steps.run('ParkCompensation', { orderId, step, error } as never);
const parked = async (step: string): Promise<string> => {
  const orderId = await begun();
  await steps.run('BeginUndo', { orderId, steps: [step] } as never);
  await park(orderId, step);
  return orderId;
};
const retry = (orderId: string, step: string) => orders.asOperator('post', `/admin/compensations/${orderId}/${step}/retry`);
const queue = async (query = '?limit=200') =>
  (await orders.asOperator('get', `/admin/compensations${query}`)).body as {
    items: { orderId: string; step: string }[];
    next: string | null;
    waiting: number;
  };
const isQueued = async (orderId: string) => (await queue()).items.some((one) => one.orderId === orderId);
const work = (ms = 0) => (orders.clock.advance(ms), orders.service.intentWorker.runOnce());

describe.each(undoings)('%s', (step, route) => {
  test('when it is made, then it goes by the key of the order, is on record as done, and is made once', async () => {
    const orderId = await begun();
    for (let time = 0; time < 2; time += 1) expect(await steps.run(step, { orderId })).toEqual({ type: 'done', value: {} });
    const [asked, ...more] = steps.others.asked();
    expect(asked!.route).toBe(route);
    expect(`${asked!.request.path} ${JSON.stringify(asked!.request.body)}`).toContain(step === 'RefundPayment' ? `${orderId}:1` : orderId);
    expect(more).toEqual([]);
    expect(await row(orderId, step)).toEqual({ status: 'DONE', attempts: 1, last_error: null });
    expect(await lines(orderId)).toMatchObject([{ name: step, detail: { status: 'DONE' } }]);
  });

  test.each(['away', 'lost'] as const)(
    'when who undoes it is %s, then the attempt is on record with its error, and the next one has it',
    async (answer) => {
      const orderId = await begun();
      steps.others.next(route, answer);
      await expect(steps.run(step, { orderId })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect(await row(orderId, step)).toMatchObject({ status: 'PENDING', attempts: 1, last_error: expect.stringContaining('answer') });
      expect(await steps.run(step, { orderId })).toMatchObject({ type: 'done' });
      expect(await row(orderId, step)).toEqual({ status: 'DONE', attempts: 2, last_error: null });
      expect(await lines(orderId)).toHaveLength(1);
    },
  );

  test('when it is refused, then the workflow hears so, and only its parking puts it in the queue, once', async () => {
    const orderId = await begun();
    steps.others.next(route, refused);
    expect(await steps.run(step, { orderId })).toEqual({ type: 'refused', code: 'CANCELLATION_REFUSED', message: 'the carrier has it' });
    expect(await row(orderId, step)).toMatchObject({ status: 'PENDING', last_error: 'the carrier has it' });
    for (let time = 0; time < 2; time += 1) await park(orderId, step, 'the carrier has it');
    expect(await row(orderId, step)).toEqual({ status: 'FAILED', attempts: 1, last_error: 'the carrier has it' });
    expect(await lines(orderId)).toMatchObject([{ name: step, detail: { status: 'FAILED', message: 'the carrier has it' } }]);
    expect(await isQueued(orderId)).toBe(true);
  });

  test('when an attempt that nobody waits for any more fails after the parking, then it stays in the queue', async () => {
    const orderId = await begun();
    steps.others.next(route, 'away');
    steps.others.during = async (asked) => {
      if (asked === route) await park(orderId, step);
    };
    await expect(steps.run(step, { orderId })).rejects.toThrow();
    expect(await row(orderId, step)).toMatchObject({ status: 'FAILED' });
    expect(await isQueued(orderId)).toBe(true);
  });

  test('when such an attempt succeeds after all, then nothing is left for an operator', async () => {
    const orderId = await begun();
    steps.others.during = async (asked) => {
      if (asked === route) await park(orderId, step);
    };
    await steps.run(step, { orderId });
    expect(await row(orderId, step)).toMatchObject({ status: 'DONE', last_error: null });
    await park(orderId, step);
    expect(await row(orderId, step)).toMatchObject({ status: 'DONE' });
    expect(await isQueued(orderId)).toBe(false);
  });

  test('when an operator has it made again, then a worker makes it and it leaves the queue', async () => {
    const orderId = await parked(step);
    const answer = await retry(orderId, step);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ orderId, step, status: 'PENDING' });
    expect(steps.others.routes()).toEqual([]);
    expect(await work()).toBe(1);
    expect(steps.others.routes()).toEqual([route]);
    expect(await row(orderId, step)).toMatchObject({ status: 'DONE', attempts: 1 });
    expect(await isQueued(orderId)).toBe(false);
  });

  test('when it is refused to the operator too, then it is back in the queue with its new error, and can be made again', async () => {
    const orderId = await parked(step);
    steps.others.next(route, refused);
    await retry(orderId, step);
    await work();
    expect(await row(orderId, step)).toMatchObject({ status: 'FAILED', last_error: 'the carrier has it' });
    expect(await isQueued(orderId)).toBe(true);
    expect((await retry(orderId, step)).status).toBe(202);
    await work();
    expect(await row(orderId, step)).toMatchObject({ status: 'DONE' });
  });

  test('when nobody answers the operator, then it is made until somebody does', async () => {
    const orderId = await parked(step);
    steps.others.next(route, 'away', 'lost');
    await retry(orderId, step);
    for (let round = 0; round < 3; round += 1) expect(await work(60_000)).toBe(1);
    expect(await row(orderId, step)).toMatchObject({ status: 'DONE', attempts: 3 });
    expect(await work(60_000)).toBe(0);
  });
});

test('when payment does not know yet, then it is asked again within the attempt', async () => {
  const orderId = await begun();
  steps.others.next('payment /payments/void', { status: 202, body: { status: 'PENDING' } });
  expect(await steps.run('RefundPayment', { orderId })).toMatchObject({ type: 'done' });
  expect(steps.others.routes()).toEqual(['payment /payments/void', 'payment /payments/void']);
});

describe('making it again', () => {
  test('when two operators ask at the same moment, then it is made once and one of them is told', async () => {
    const orderId = await parked('RefundPayment');
    const answers = await Promise.all([retry(orderId, 'RefundPayment'), retry(orderId, 'RefundPayment'), retry(orderId, 'RefundPayment')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect(await work()).toBe(1);
  });

  test('when the workflow is still at it, or it is done, then it is not made again', async () => {
    const orderId = await begun();
    await steps.run('BeginUndo', { orderId, steps: ['RefundPayment'] } as never);
    const pending = await retry(orderId, 'RefundPayment');
    expect([pending.status, pending.body.code, pending.body.compensationStatus]).toEqual([409, 'COMPENSATION_NOT_FAILED', 'PENDING']);
    await steps.run('RefundPayment', { orderId });
    expect((await retry(orderId, 'RefundPayment')).body).toMatchObject({ compensationStatus: 'DONE' });
  });

  test('when there is none like it, or it is no operator, then it is refused', async () => {
    const orderId = await parked('RefundPayment');
    expect((await retry(orderId, 'CancelShipment')).status).toBe(404);
    expect((await retry(orderId, 'NoSuchStep')).status).toBe(404);
    expect((await retry(randomUUID(), 'RefundPayment')).status).toBe(404);
    expect((await orders.post(`/admin/compensations/${orderId}/RefundPayment/retry`, {})).status).toBe(401);
    expect((await orders.get('/admin/compensations')).status).toBe(401);
    expect(await work()).toBe(0);
  });
});

describe('the queue', () => {
  test('when several wait for one order, then every page shows what the one before did not, and all are counted', async () => {
    for (let index = 0; index < 2; index += 1) {
      const orderId = await begun();
      const all = undoings.map(([step]) => step);
      await steps.run('BeginUndo', { orderId, steps: all } as never);
      // At one moment, as the sweeper parks them.
      for (const step of all) await park(orderId, step);
    }
    const { items, waiting } = await queue();
    expect(waiting).toBe(items.length);
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = await queue(`?limit=1${after === '' ? '' : `&after=${after}`}`);
      seen.push(...page.items.map(({ orderId, step }) => `${orderId} ${step}`));
      after = page.next;
    }
    expect(seen).toEqual(items.map(({ orderId, step }) => `${orderId} ${step}`));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each(['limit=0', 'after=x', `after=1_${'-'.repeat(36)}`])(
    'when the page is asked for as %s, then it is refused with a pointer',
    async (query) => {
      const answer = await orders.asOperator('get', `/admin/compensations?${query}`);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, `/query/${query.split('=')[0]}`]);
    },
  );
});
