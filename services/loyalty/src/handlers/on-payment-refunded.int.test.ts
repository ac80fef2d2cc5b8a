import { randomUUID } from 'node:crypto';
import { completed, refunded, saidAgain } from '../testing/events';
import { startLoyalty, type LoyaltyUnderTest } from '../testing/loyalty-under-test';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty();
});
afterAll(() => loyalty.close());

/** A customer with one order of so many cents. */
const buyer = async (minor: number) => {
  const customer = `customer-${randomUUID()}`;
  const event = completed(customer, minor);
  await loyalty.deliver([event]);
  return { customer, orderId: event.data.orderId };
};
const balanceOf = async (customer: string) => (await loyalty.points(customer)).balance;

test('when part of an order is given back, then that part of its points goes; what was ever earned stays', async () => {
  const { customer, orderId } = await buyer(3000);
  expect(await loyalty.deliver([refunded(orderId, 1000)])).toEqual(['SUCCESS']);
  expect(await loyalty.points(customer)).toEqual({ customerId: customer, balance: 20, lifetime: 30 });
  expect(await loyalty.ledger(customer)).toEqual(['earned 30', 'taken_back -10']);
});

test('when more is given back than was charged, then nothing is left, and other orders keep theirs', async () => {
  const { customer, orderId } = await buyer(3000);
  await loyalty.deliver([completed(customer, 500)]);
  await loyalty.deliver([refunded(orderId, 2000), refunded(orderId, 2000), refunded(orderId, 2000)]);
  expect(await balanceOf(customer)).toBe(5);
});

test('when a capture was made at checkout, then the refund names no order and takes nothing', async () => {
  const { customer, orderId } = await buyer(3000);
  const event = refunded(orderId, 1000);
  const { orderId: _, ...data } = event.data;
  const nameless = { ...event, data: { ...data, checkoutSessionId: randomUUID() } };
  expect(await loyalty.deliver([nameless])).toEqual(['SUCCESS']);
  expect(await loyalty.deliver([{ ...nameless, id: randomUUID() }, refunded(orderId, 300)])).toEqual(['SUCCESS', 'SUCCESS']);
  expect(await balanceOf(customer)).toBe(27);
  expect(await loyalty.letters()).toEqual([]);
});

describe('a copy', () => {
  test('when the same bytes come again, as after a crash between commit and acknowledgement, then nothing changes', async () => {
    const { customer, orderId } = await buyer(3000);
    const event = refunded(orderId, 1000);
    await loyalty.deliver([event]);
    expect(await loyalty.deliver([event])).toEqual(['SUCCESS']);
    expect(await balanceOf(customer)).toBe(20);
  });

  test('when it is a new event, in the same batch, later, or after the dedup window, then nothing changes', async () => {
    const { customer, orderId } = await buyer(3000);
    const event = refunded(orderId, 1000);
    await loyalty.deliver([event, saidAgain(event)]);
    await loyalty.deliver([saidAgain(event)]);
    loyalty.clock.advance(10 * 24 * 3_600_000);
    expect(await loyalty.service.sweeper.runOnce()).toBeGreaterThan(0);
    expect(await loyalty.deliver([event, saidAgain(event)])).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await loyalty.ledger(customer)).toEqual(['earned 30', 'taken_back -10']);
  });

  test('when the same refund is said with another sum, then the first word stands', async () => {
    const { customer, orderId } = await buyer(3000);
    const event = refunded(orderId, 1000);
    await loyalty.deliver([event]);
    await loyalty.deliver([refunded(orderId, 3000, { refundId: event.data.refundId })]);
    expect(await balanceOf(customer)).toBe(20);
  });

  test('when copies come at the same moment on two replicas, alone and in batches turned round, then each takes once', async () => {
    const buyers = await Promise.all([buyer(10_000), buyer(10_000)]);
    const events = Array.from({ length: 10 }, (_event, index) => refunded(buyers[index % 2]!.orderId, 1000));
    const again = () => events.map((event) => saidAgain(event));
    const deliveries = [events, events, again().reverse(), again(), [saidAgain(events[0]!)], [saidAgain(events[9]!)]];
    const statuses = await Promise.all(deliveries.map((batch, index) => (index % 2 === 0 ? loyalty : loyalty.other).deliver(batch)));
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    for (const { customer } of buyers) expect(await balanceOf(customer)).toBe(50);
    expect(await loyalty.rows('select 1 from platform.event_retries')).toEqual([]);
  });
});

test('when completion and refunds of the same orders come at the same moment, then each order is worth what is left', async () => {
  const customer = `customer-${randomUUID()}`;
  const orders = Array.from({ length: 10 }, () => completed(customer, 3000));
  const refunds = orders.map(({ subject }) => refunded(subject, 1000)).reverse();
  await Promise.all([loyalty.deliver(orders), loyalty.other.deliver(refunds)]);
  expect(await loyalty.points(customer)).toMatchObject({ balance: 200, lifetime: 300 });
  expect(await loyalty.rows('select 1 from platform.event_retries')).toEqual([]);
});

test('when two refunds of one order come at the same moment, then the second counts from what the first has left', async () => {
  const { customer, orderId } = await buyer(1000);
  await loyalty.meet(`select 1 from accounts where customer_id = '${customer}' for update`, 2, () =>
    Promise.all([loyalty.deliver([refunded(orderId, 5)]), loyalty.other.deliver([refunded(orderId, 5)])]),
  );
  expect(await loyalty.ledger(customer)).toEqual(['earned 10', 'taken_back -1', 'taken_back 0']);
});

test('when completions and refunds of the same orders, turned round, meet in the middle, then neither is rolled back', async () => {
  const customer = `customer-${randomUUID()}`;
  const orders = Array.from({ length: 9 }, () => completed(customer, 1000)).sort((a, b) => (a.subject < b.subject ? -1 : 1));
  const refunds = () => orders.map(({ subject }) => refunded(subject, 100)).reverse();
  await loyalty.deliver(refunds());
  loyalty.warnings.length = 0;
  await loyalty.meet(`select 1 from points_orders where order_id = '${orders[4]!.subject}' for update`, 2, () =>
    Promise.all([loyalty.deliver(orders), loyalty.other.deliver(refunds())]),
  );
  expect(loyalty.warnings).toEqual([]);
  expect(await balanceOf(customer)).toBe(72);
});

describe('a refund that cannot be applied', () => {
  test('when it is in another currency, then it alone is a dead letter', async () => {
    const { customer, orderId } = await buyer(3000);
    const bad = refunded(orderId, 1000, { amount: { minor: 1000, currency: 'USD' } });
    await loyalty.deliver([bad, refunded(orderId, 300)]);
    expect((await loyalty.letters()).find(({ event_id: id }) => id === bad.id)).toMatchObject({ reason: 'REJECTED' });
    expect(await balanceOf(customer)).toBe(27);
  });

  test('when one of a batch is poison, then it is a dead letter and the others take their part', async () => {
    const { customer, orderId } = await buyer(3000);
    const poison = refunded(orderId, 1.5);
    expect(await loyalty.deliver([poison, refunded(orderId, 300)])).toEqual(['SUCCESS', 'SUCCESS']);
    expect((await loyalty.letters()).find(({ event_id: id }) => id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect(await balanceOf(customer)).toBe(27);
  });

  test('when the database refuses one of a batch, then it is tried again later and the others take their part', async () => {
    const [bad, good] = await Promise.all([buyer(3000), buyer(3000)]);
    await loyalty.rows(`alter table accounts add constraint broken check (customer_id <> '${bad.customer}' or balance = 30)`);
    expect(await loyalty.deliver([refunded(bad.orderId, 1000), refunded(good.orderId, 1000)])).toEqual(['SUCCESS', 'SUCCESS']);
    expect([await balanceOf(bad.customer), await balanceOf(good.customer)]).toEqual([30, 20]);
    await loyalty.rows('alter table accounts drop constraint broken');
    loyalty.clock.advance(60_000);
    expect(await loyalty.service.consumer.retries.runOnce()).toBe(1);
    expect(await balanceOf(bad.customer)).toBe(20);
  });
});
