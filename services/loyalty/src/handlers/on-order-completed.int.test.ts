import { randomUUID } from 'node:crypto';
import { completed, refunded, saidAgain } from '../testing/events';
import { startLoyalty, type LoyaltyUnderTest } from '../testing/loyalty-under-test';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty();
});
afterAll(() => loyalty.close());

const newCustomer = () => `customer-${randomUUID()}`;

test('when an order is completed, then it earns a point for each whole euro', async () => {
  const customer = newCustomer();
  expect(await loyalty.deliver([completed(customer, 3025)])).toEqual(['SUCCESS']);
  expect(await loyalty.points(customer)).toEqual({ customerId: customer, balance: 30, lifetime: 30 });
  expect(await loyalty.ledger(customer)).toEqual(['earned 30']);
});

test('when two hundred orders of three customers come in one delivery, then each customer has the sum', async () => {
  const customers = [newCustomer(), newCustomer(), newCustomer()];
  const events = Array.from({ length: 200 }, (_event, index) => completed(customers[index % 3]!, 100 * index));
  expect(new Set(await loyalty.deliver(events))).toEqual(new Set(['SUCCESS']));
  const sums = customers.map((_customer, which) => events.reduce((sum, _event, index) => sum + (index % 3 === which ? index : 0), 0));
  for (const [which, customer] of customers.entries()) expect(await loyalty.points(customer)).toMatchObject({ balance: sums[which] });
});

describe('a copy', () => {
  test('when the same bytes come again, as after a crash between commit and acknowledgement, then nothing changes', async () => {
    const customer = newCustomer();
    const event = completed(customer, 1000);
    await loyalty.deliver([event]);
    expect(await loyalty.deliver([event])).toEqual(['SUCCESS']);
    expect(await loyalty.ledger(customer)).toEqual(['earned 10']);
  });

  test('when it is a new event, in the same batch, later, or after the dedup window, then nothing changes', async () => {
    const customer = newCustomer();
    const event = completed(customer, 1000);
    await loyalty.deliver([event, saidAgain(event), completed(customer, 500)]);
    await loyalty.deliver([saidAgain(event)]);
    loyalty.clock.advance(10 * 24 * 3_600_000);
    expect(await loyalty.service.sweeper.runOnce()).toBeGreaterThan(0);
    expect(await loyalty.deliver([event, saidAgain(event)])).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await loyalty.ledger(customer)).toEqual(expect.arrayContaining(['earned 10', 'earned 5']));
    expect(await loyalty.points(customer)).toMatchObject({ balance: 15, lifetime: 15 });
  });

  test('when it says another customer or total, then the first word stands', async () => {
    const [customer, stranger] = [newCustomer(), newCustomer()];
    const event = completed(customer, 1000);
    await loyalty.deliver([event]);
    const { orderId } = event.data;
    await loyalty.deliver([completed(stranger, 9000, { orderId }), completed(customer, 9000, { orderId })]);
    await loyalty.deliver([refunded(orderId, 500)]);
    expect([await loyalty.ledger(customer), await loyalty.ledger(stranger)]).toEqual([['earned 10', 'taken_back -5'], []]);
    expect((await loyalty.points(customer)).balance).toBe(5);
  });

  test('when copies come at the same moment on two replicas, alone and in batches turned round, then each order earns once', async () => {
    const customers = [newCustomer(), newCustomer()];
    const events = Array.from({ length: 20 }, (_event, index) => completed(customers[index % 2]!, 1000));
    const again = () => events.map((event) => saidAgain(event));
    const deliveries = [events, events, again().reverse(), again(), [saidAgain(events[0]!)], [saidAgain(events[19]!)]];
    const statuses = await Promise.all(deliveries.map((batch, index) => (index % 2 === 0 ? loyalty : loyalty.other).deliver(batch)));
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    for (const customer of customers) expect(await loyalty.points(customer)).toMatchObject({ balance: 100, lifetime: 100 });
    expect(await loyalty.rows('select 1 from platform.event_retries')).toEqual([]);
  });
});

describe('an order that was refunded before it is completed', () => {
  test('when all was given back, then its points end at nothing', async () => {
    const customer = newCustomer();
    const event = completed(customer, 3025);
    await loyalty.deliver([refunded(event.subject, 3025)]);
    expect(await loyalty.points(customer)).toMatchObject({ balance: 0, lifetime: 0 });
    await loyalty.deliver([event]);
    expect(await loyalty.ledger(customer)).toEqual(['earned 30', 'taken_back -30']);
    expect(await loyalty.points(customer)).toMatchObject({ balance: 0, lifetime: 30 });
  });

  test('when parts were given back, then what is left is earned', async () => {
    const customer = newCustomer();
    const event = completed(customer, 3000);
    await loyalty.deliver([refunded(event.subject, 1000), refunded(event.subject, 500)]);
    await loyalty.deliver([event, completed(customer, 700)]);
    expect(await loyalty.points(customer)).toMatchObject({ balance: 22, lifetime: 37 });
  });

  test('when it was in another currency, then the order is a dead letter, and the others earn', async () => {
    const customer = newCustomer();
    const [event, good] = [completed(customer, 3000), completed(customer, 700)];
    await loyalty.deliver([refunded(event.subject, 1000, { amount: { minor: 1000, currency: 'USD' } })]);
    expect(await loyalty.deliver([event, good])).toEqual(['SUCCESS', 'SUCCESS']);
    const letter = (await loyalty.letters()).find(({ event_id: id }) => id === event.id);
    expect(letter).toMatchObject({ reason: 'REJECTED', detail: expect.stringContaining('REFUND_IN_OTHER_CURRENCY') as string });
    expect(await loyalty.ledger(customer)).toEqual(['earned 7']);
  });
});

describe('an event that cannot be applied', () => {
  test('when one of a batch is poison, then it is a dead letter and the others earn', async () => {
    const customer = newCustomer();
    const poison = completed(customer, -1);
    expect(await loyalty.deliver([completed(customer, 100), poison, completed(customer, 200)])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect((await loyalty.letters()).find(({ event_id: id }) => id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect(await loyalty.points(customer)).toMatchObject({ balance: 3 });
  });

  test('when the database refuses one of a batch, then it is tried again later and the others earn', async () => {
    const [customer, broken] = [newCustomer(), newCustomer()];
    await loyalty.rows(`alter table accounts add constraint broken check (customer_id <> '${broken}')`);
    expect(await loyalty.deliver([completed(broken, 500), completed(customer, 500)])).toEqual(['SUCCESS', 'SUCCESS']);
    expect([await loyalty.ledger(broken), await loyalty.ledger(customer)]).toEqual([[], ['earned 5']]);
    await loyalty.rows('alter table accounts drop constraint broken');
    loyalty.clock.advance(60_000);
    expect(await loyalty.service.consumer.retries.runOnce()).toBe(1);
    expect(await loyalty.points(broken)).toMatchObject({ balance: 5, lifetime: 5 });
  });

  test('when somebody but the sidecar hands it in, then it is refused', async () => {
    const customer = newCustomer();
    const event = completed(customer, 500);
    expect((await loyalty.handIn(event.type, event, 'token-of-nobody')).status).toBe(401);
    expect(await loyalty.ledger(customer)).toEqual([]);
  });
});

test('when two batches have the same customers turned round and meet in the middle, then neither is rolled back', async () => {
  const customers = Array.from({ length: 9 }, newCustomer).sort();
  const batch = () => customers.map((customer) => completed(customer, 100));
  await loyalty.deliver(batch());
  loyalty.warnings.length = 0;
  for (let round = 0; round < 3; round += 1) {
    await loyalty.meet(`select 1 from accounts where customer_id = '${customers[4]!}' for update`, 2, () =>
      Promise.all([loyalty.deliver(batch()), loyalty.other.deliver(batch().reverse())]),
    );
  }
  expect(loyalty.warnings).toEqual([]);
  for (const customer of customers) expect(await loyalty.points(customer)).toMatchObject({ balance: 7 });
});

test('when somebody changes or removes an entry of the ledger, then the database refuses', async () => {
  const customer = newCustomer();
  await loyalty.deliver([completed(customer, 500)]);
  await expect(loyalty.rows('update entries set points = 7 where customer_id = $1', customer)).rejects.toThrow('neither changed nor removed');
  await expect(loyalty.rows('delete from entries where customer_id = $1', customer)).rejects.toThrow('neither changed nor removed');
});
