import { randomUUID } from 'node:crypto';
import { events } from '../testing/events';
import { booksOf, CARD, placeOrder } from '../testing/placed';
import { startOrders, type OrdersUnderTest } from '../testing/orders-under-test';
import { stepsOf, type StepsUnderTest } from '../testing/workflow-steps';

const FAILED = 'orders.order.failed';
const COMPLETED = 'orders.order.completed';
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

const UNTIL = ['CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment', 'CreateShipment'] as const;
/** The steps before one; the first is always run. */
const before = (step: string): string[] => {
  const place = UNTIL.indexOf((step === 'ConfirmInventory' ? 'ProcessPayment' : step) as (typeof UNTIL)[number]);
  return place === -1 ? [] : UNTIL.slice(0, place);
};
const refusedAs = (code: string) => ({ status: 409, body: { code, detail: `refused as ${code}` } });

interface Case {
  readonly step: string;
  /** The one call it makes, or the last of them. */
  readonly route: string;
  readonly value: object;
  readonly row: object;
}

const cases: readonly Case[] = [
  { step: 'ValidateOrder', route: 'warehouse /availability', value: {}, row: { path: 'orchestration', status: 'PENDING' } },
  {
    step: 'CalculatePricing',
    route: 'pricing /quotes',
    value: { total: { minor: 3025, currency: 'EUR' } },
    row: { total_minor: 3025, status: 'PENDING' },
  },
  { step: 'RunFraudCheck', route: 'fraud /scores', value: { decision: 'approve', score: 10, reasons: [] }, row: { status: 'PENDING' } },
  { step: 'ReserveInventory', route: 'warehouse /reservations', value: { reservationId: expect.any(String) }, row: { status: 'PENDING' } },
  { step: 'ConfirmInventory', route: 'warehouse /reservations/:id/confirm', value: {}, row: { status: 'PENDING' } },
  { step: 'ProcessPayment', route: 'payment /payments', value: { paymentId: expect.any(String) }, row: { status: 'PAID', card_token: null } },
  { step: 'CreateShipment', route: 'shipping /shipments', value: { trackingNumber: 'PL123456789' }, row: { status: 'SHIPPED', outcome: null } },
];

describe.each(cases)('$step', ({ step, route, value, row }) => {
  test('when it is answered, then it is done, and the order shows it', async () => {
    const orderId = await steps.begun(...before(step));
    expect(await steps.run(step, { orderId })).toEqual({ type: 'done', value });
    expect(await books.row(orderId)).toMatchObject(row);
  });

  test('when it is run again after it has committed, then it has the same answer and changes nothing', async () => {
    const orderId = await steps.begun(...before(step));
    const first = await steps.run(step, { orderId });
    const held = [await books.row(orderId), await books.changes(orderId), await books.timeline(orderId, 'start')];
    expect(await steps.run(step, { orderId })).toEqual(first);
    expect([await books.row(orderId), await books.changes(orderId), await books.timeline(orderId, 'start')]).toEqual(held);
    expect([steps.others.charges.size, steps.others.labels.size].every((made) => made <= 1)).toBe(true);
  });

  test('when it is refused, then it says why and the order stands as it did', async () => {
    const orderId = await steps.begun(...before(step));
    const held = await books.row(orderId);
    steps.others.next(route, refusedAs('NOT_TODAY'));
    expect(await steps.run(step, { orderId })).toEqual({ type: 'refused', code: 'NOT_TODAY', message: 'refused as NOT_TODAY' });
    expect((await books.row(orderId)).status).toBe(step === 'CreateShipment' ? 'RESERVED' : held.status);
  });

  test.each(['away', 'lost'] as const)('when who is asked is %s, then nobody knows, and the next attempt has it', async (answer) => {
    const orderId = await steps.begun(...before(step));
    steps.others.next(route, answer);
    await expect(steps.run(step, { orderId })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await steps.run(step, { orderId })).toEqual({ type: 'done', value });
    expect(await books.row(orderId)).toMatchObject(row);
  });

  test('when the process dies between the call and the commit, then the next run finds what was done', async () => {
    const orderId = await steps.begun(...before(step));
    steps.dieBeforeCommit();
    const first = await steps.run(step, { orderId }).catch(() => 'died');
    expect(await steps.run(step, { orderId })).toEqual({ type: 'done', value });
    expect(await books.row(orderId)).toMatchObject(row);
    expect(steps.others.charges.size).toBeLessThanOrEqual(1);
    // Steps that keep nothing of their own have nothing to commit.
    expect(first === 'died').toBe(!['RunFraudCheck', 'ReserveInventory', 'ConfirmInventory'].includes(step));
  });

  test('when the request is at fault, then it is not made again: no repetition helps', async () => {
    const orderId = await steps.begun(...before(step));
    steps.others.next(route, { status: 400, body: { code: 'INVALID_INPUT', detail: 'the body is not valid' } });
    expect(await steps.run(step, { orderId })).toMatchObject({ type: 'refused', code: 'REQUEST_REFUSED' });
  });

  test('when somebody has ended the order meanwhile, then nothing more is done for it', async () => {
    const orderId = await steps.begun(...before(step));
    await steps.kill(orderId);
    steps.others.forget();
    expect(await steps.run(step, { orderId })).toMatchObject({ type: 'refused', code: step === 'ValidateOrder' ? 'NOT_CLAIMED' : 'ORDER_DEAD' });
    expect(steps.others.routes()).toEqual([]);
    expect(await books.row(orderId)).toMatchObject({ status: 'FAILED' });
    expect(await books.told(FAILED, orderId)).toHaveLength(1);
  });
});

describe('a refusal from elsewhere', () => {
  test('when its words would fit into no event, then they are cut to ones that do', async () => {
    const orderId = await steps.begun('CalculatePricing', 'RunFraudCheck');
    steps.others.next('warehouse /reservations', {
      status: 409,
      body: { code: 'out of stock!', detail: `line\none\u0000 \ud83d${'x'.repeat(400)}` },
    });
    const { code, message = '' } = await steps.run('ReserveInventory', { orderId });
    expect(code).toMatch(/^[A-Z][A-Z0-9_]{0,63}$/);
    expect(message).toMatch(/^line one x+$/);
    expect(message).toHaveLength(200);
  });

  test('when it says nothing at all, then it still has words', async () => {
    const orderId = await steps.begun('CalculatePricing');
    steps.others.next('fraud /scores', { status: 200, body: { decision: 'reject', score: 99, reasons: [{ code: 'X', message: '  ' }] } });
    const { code, message } = await steps.run('RunFraudCheck', { orderId });
    expect(code).toBe('FRAUD_REJECTED');
    expect(message).toMatch(/^\S.*\S$/);
  });

  test('when the answer is one to wait for, then it is no refusal', async () => {
    const orderId = await steps.begun('CalculatePricing', 'RunFraudCheck');
    steps.others.next('warehouse /reservations', { ...refusedAs('BUSY'), headers: { 'retry-after': '1' } });
    await expect(steps.run('ReserveInventory', { orderId })).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  test.each([
    ['fraud /scores', 'RunFraudCheck', { score: 1, reasons: [] }],
    ['fraud /scores', 'RunFraudCheck', { decision: 'whatever', score: 1, reasons: [] }],
    ['pricing /quotes', 'CalculatePricing', {}],
    ['pricing /quotes', 'CalculatePricing', { total: { minor: '12', currency: 'EUR' } }],
    ['warehouse /reservations', 'ReserveInventory', {}],
    ['payment /payments', 'ProcessPayment', {}],
    ['shipping /shipments', 'CreateShipment', { shipmentId: 'x', carrier: 'y' }],
    ['customers /eligibility', 'ValidateOrder', {}],
    ['warehouse /availability', 'ValidateOrder', undefined],
  ])('when %s answers something unreadable, then that is no success and no refusal', async (route, step, body) => {
    const orderId = await steps.begun(...before(step));
    const held = await books.row(orderId);
    steps.others.next(route, { status: 200, body });
    await expect(steps.run(step, { orderId })).rejects.toThrow();
    expect(['PENDING', 'PAID', 'RESERVED']).toContain((await books.row(orderId)).status);
    expect((await books.row(orderId)).progress).toMatchObject(held.progress);
  });
});

describe('validating', () => {
  test('when there is too little in stock, or the customer is blocked, then it is refused as that', async () => {
    const orderId = await steps.begun();
    steps.others.next('warehouse /availability', { status: 200, body: { available: false, missing: [{ sku: 'MUG-BLUE' }] } });
    expect(await steps.run('ValidateOrder', { orderId })).toMatchObject({ code: 'OUT_OF_STOCK' });
    const reason = { code: 'CUSTOMER_BLOCKED', message: 'Orders of this customer are not taken.' };
    steps.others.next('customers /eligibility', { status: 200, body: { eligible: false, known: true, reason } });
    expect(await steps.run('ValidateOrder', { orderId })).toMatchObject(reason);
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING', path: 'orchestration' });
  });

  test('when events have the order already, then it is left alone and nobody is asked', async () => {
    await orders.rows("update rollout set mode = 'choreography' returning mode");
    const orderId = await placeOrder(orders);
    expect(await steps.run('ValidateOrder', { orderId })).toMatchObject({ type: 'refused', code: 'NOT_CLAIMED' });
    expect(steps.others.routes()).toEqual([]);
    expect(await books.row(orderId)).toMatchObject({ path: 'choreography', status: 'PENDING', version: 1 });
  });

  test('when the customer was quicker, then it is refused, and stays cancelled', async () => {
    await orders.rows("update rollout set mode = 'orchestration' returning mode");
    const orderId = await placeOrder(orders);
    await orders.post(`/orders/${orderId}/cancel`, { reason: 'Ordered twice.' });
    expect(await steps.run('ValidateOrder', { orderId })).toMatchObject({ code: 'NOT_CLAIMED' });
    expect(await books.row(orderId)).toMatchObject({ status: 'CANCELLED', path: null });
  });
});

describe('pricing', () => {
  test.each([3026, 999_999])('when the quote is %s, then it is above what was agreed and refused before any charge', async (minor) => {
    const orderId = await steps.begun();
    steps.others.price = minor;
    expect(await steps.run('CalculatePricing', { orderId })).toMatchObject({ type: 'refused', code: 'PRICE_CHANGED' });
    expect((await books.row(orderId)).total_minor).toBeNull();
  });
});

describe('paying', () => {
  const ready = () => steps.begun('CalculatePricing', 'RunFraudCheck', 'ReserveInventory');

  test('when it is run, then the price is made final first, and the one key of the order is charged with the quoted total', async () => {
    steps.others.price = 1999;
    const orderId = await ready();
    await steps.run('ProcessPayment', { orderId });
    expect(steps.others.routes()).toEqual(['pricing /quotes/:id/confirm', 'payment /payments']);
    const { request } = steps.others.asked()[1]!;
    expect(request).toMatchObject({
      idempotencyKey: `${orderId}:1`,
      body: { amount: { minor: 1999, currency: 'EUR' }, cardToken: CARD, path: 'orchestration' },
    });
    expect(await books.row(orderId)).toMatchObject({ status: 'PAID', total_minor: 1999 });
  });

  test('when the price cannot be made final, then nobody is charged', async () => {
    const orderId = await ready();
    steps.others.next('pricing /quotes/:id/confirm', refusedAs('QUOTE_EXPIRED'));
    expect(await steps.run('ProcessPayment', { orderId })).toMatchObject({ type: 'refused', code: 'QUOTE_EXPIRED' });
    expect(steps.others.charges.size).toBe(0);
  });

  test('when the card is refused, then the refusal has the code of the card', async () => {
    const orderId = await ready();
    const reason = { code: 'CARD_DECLINED', message: 'The issuer declined the card.' };
    steps.others.next('payment /payments', { status: 402, body: { code: 'PAYMENT_DECLINED', detail: 'declined', reason } });
    expect(await steps.run('ProcessPayment', { orderId })).toEqual({ type: 'refused', ...reason });
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING', card_token: CARD });
  });

  test('when payment does not know yet, then it is asked again under the same key within the attempt', async () => {
    const orderId = await ready();
    steps.others.next('payment /payments', { status: 202, body: { status: 'PENDING' } });
    expect(await steps.run('ProcessPayment', { orderId })).toMatchObject({ type: 'done' });
    const keys = steps.others.asked().filter(({ route }) => route === 'payment /payments');
    expect(keys.map(({ request }) => request.idempotencyKey)).toEqual([`${orderId}:1`, `${orderId}:1`]);
  });

  test('when payment told of the capture before the step was run again, then the order is paid all the same and its card forgotten', async () => {
    const orderId = await ready();
    steps.others.next('payment /payments', 'lost');
    await expect(steps.run('ProcessPayment', { orderId })).rejects.toThrow();
    const paymentId = steps.others.charges.get(`${orderId}:1`)!;
    await orders.deliver([events.paid(orderId, { paymentId, path: 'orchestration' })], 'payment.payment.completed');
    expect(await books.row(orderId)).toMatchObject({ status: 'PENDING', progress: { paymentId } });
    expect(await steps.run('ProcessPayment', { orderId })).toEqual({ type: 'done', value: { paymentId } });
    expect(await books.row(orderId)).toMatchObject({ status: 'PAID', card_token: null, total_minor: 3025 });
  });

  test('when the card was forgotten already, then nobody is asked for money again', async () => {
    const orderId = await ready();
    const first = await steps.run('ProcessPayment', { orderId });
    steps.others.forget();
    expect(await steps.run('ProcessPayment', { orderId })).toEqual(first);
    expect(steps.others.routes()).not.toContain('payment /payments');
  });

  test('when the order dies while it is charged, then the money is told of as to be given back, and nothing more is done', async () => {
    const orderId = await ready();
    steps.others.during = async (route) => {
      if (route === 'payment /payments') await steps.kill(orderId);
    };
    await expect(steps.run('ProcessPayment', { orderId })).rejects.toMatchObject({ code: 'ORDER_DEAD' });
    const paymentId = steps.others.charges.get(`${orderId}:1`);
    expect((await books.told(FAILED, orderId)).map(({ data }) => data['paymentId'])).toEqual([undefined, paymentId]);
    expect(await steps.run('ProcessPayment', { orderId })).toMatchObject({ type: 'refused', code: 'ORDER_DEAD' });
    expect(await books.row(orderId)).toMatchObject({ status: 'FAILED', outcome: 'compensated' });
  });
});

describe('shipping', () => {
  const ready = () => steps.begun('CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment');

  test('when it is run, then the goods are confirmed first', async () => {
    const orderId = await ready();
    await steps.run('CreateShipment', { orderId });
    expect(steps.others.routes()).toEqual(['warehouse /reservations/:id/confirm', 'shipping /shipments']);
    expect(steps.others.asked()[1]!.request.idempotencyKey).toBe(`${orderId}:CreateShipment`);
    expect(await books.changes(orderId)).toEqual(expect.arrayContaining(['PENDING>PAID', 'PAID>RESERVED', 'RESERVED>SHIPPED']));
    expect(await books.row(orderId)).toMatchObject({ fulfillment: { status: 'SHIPPED', trackingNumber: 'PL123456789' } });
  });

  test('when the hold has expired and its goods are sold, then nothing is shipped', async () => {
    const orderId = await ready();
    steps.others.next('warehouse /reservations/:id/confirm', refusedAs('OUT_OF_STOCK'));
    expect(await steps.run('CreateShipment', { orderId })).toMatchObject({ type: 'refused', code: 'OUT_OF_STOCK' });
    expect(steps.others.labels.size).toBe(0);
  });
});

describe('a success that comes after the saga has given up', () => {
  const ready = () => steps.begun('CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment');
  const undoing = ['CancelShipment', 'RefundPayment', 'ReleaseInventoryReservation'];

  test('when the undoing has begun, then the shipment changes nothing here, and the order can end', async () => {
    const orderId = await ready();
    steps.others.during = async (route) => {
      if (route !== 'shipping /shipments') return;
      expect(await steps.run('BeginUndo', { orderId, steps: undoing } as never)).toMatchObject({ value: { begun: true } });
    };
    await expect(steps.run('CreateShipment', { orderId })).rejects.toMatchObject({ code: 'ORDER_UNDONE' });
    expect(await books.row(orderId)).toMatchObject({ status: 'RESERVED' });
    for (const step of undoing) expect(await steps.run(step, { orderId })).toMatchObject({ type: 'done' });
    const failure = { code: 'STEP_TIMED_OUT', message: 'CreateShipment gave up.', step: 'CreateShipment' };
    await steps.run('FailOrder', { orderId, status: 'FAILED', failure, outcome: 'timed_out' } as never);
    expect(await books.row(orderId)).toMatchObject({ status: 'FAILED', outcome: 'timed_out' });
    expect([steps.others.labels.size, steps.others.charges.size]).toEqual([0, 0]);
  });

  test('when the shipment was first, then nothing is undone: the order is finished', async () => {
    const orderId = await ready();
    await steps.run('CreateShipment', { orderId });
    expect(await steps.run('BeginUndo', { orderId, steps: undoing } as never)).toEqual({ type: 'done', value: { begun: false } });
    expect(await orders.rows('select 1 from order_compensations where order_id = $1::uuid', orderId)).toEqual([]);
    await steps.run('FinalizeOrder', { orderId });
    expect(await books.row(orderId)).toMatchObject({ status: 'COMPLETED' });
  });

  test('when both come at the same moment, then one of them has the order, whatever the order of their commits', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, ready));
    const ends = await Promise.all(
      ids.map(async (orderId) => {
        const shipping = steps.run('CreateShipment', { orderId }).then(() => true, () => false); // prettier-ignore
        const begun = (await steps.run('BeginUndo', { orderId, steps: undoing } as never)).value as { begun: boolean };
        return { orderId, begun: begun.begun, shipped: await shipping };
      }),
    );
    for (const { orderId, begun, shipped } of ends) {
      expect(shipped).toBe(!begun);
      expect((await books.row(orderId)).status === 'SHIPPED').toBe(shipped);
    }
  });

  test('when it begins twice, then what is to be undone stands there once', async () => {
    const orderId = await ready();
    for (let time = 0; time < 2; time += 1)
      expect(await steps.run('BeginUndo', { orderId, steps: undoing } as never)).toMatchObject({ value: { begun: true } });
    expect(await orders.rows('select status, attempts from order_compensations where order_id = $1::uuid', orderId)).toEqual(
      undoing.map(() => ({ status: 'PENDING', attempts: 0 })),
    );
  });
});

describe('the end', () => {
  test('when the order is finished twice, then it is told of once', async () => {
    const orderId = await steps.begun('CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment', 'CreateShipment');
    for (let time = 0; time < 2; time += 1) expect(await steps.run('FinalizeOrder', { orderId })).toMatchObject({ type: 'done' });
    expect(await books.row(orderId)).toMatchObject({ status: 'COMPLETED', outcome: 'completed' });
    expect(await books.told(COMPLETED, orderId)).toHaveLength(1);
  });

  test('when an order that was not shipped is to be finished, then that is no success', async () => {
    const orderId = await steps.begun('CalculatePricing');
    await expect(steps.run('FinalizeOrder', { orderId })).rejects.toMatchObject({ code: 'NOT_SHIPPED' });
    expect(await books.told(COMPLETED, orderId)).toEqual([]);
  });

  test.each([
    ['PAYMENT_FAILED', 'failed'],
    ['FAILED', 'compensated'],
    ['FAILED', 'timed_out'],
    ['CANCELLED', 'failed'],
  ])('when an order fails twice as %s, %s, then it is told of once, with its whole end', async (status, outcome) => {
    const orderId = await steps.begun('CalculatePricing');
    const failure = { code: 'CARD_DECLINED', message: 'The issuer declined the card.', step: 'ProcessPayment' };
    for (let time = 0; time < 2; time += 1) await steps.run('FailOrder', { orderId, status, failure, outcome } as never);
    expect(await books.row(orderId)).toMatchObject({ status, outcome, failure, card_token: null });
    expect(await books.told(FAILED, orderId)).toMatchObject([
      { data: { status, path: 'orchestration', step: 'ProcessPayment', reason: { code: 'CARD_DECLINED' }, total: { minor: 3025 } } },
    ]);
  });

  test('when there is no such order, then nothing is made up', async () => {
    await expect(steps.run('CalculatePricing', { orderId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
