import { randomUUID } from 'node:crypto';
import { completed, refunded } from './testing/events';
import { startLoyalty, type LoyaltyUnderTest } from './testing/loyalty-under-test';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty();
});
afterAll(() => loyalty.close());

test('when a customer has earned nothing, then there are no points and no entries', async () => {
  const { status, body } = await loyalty.get('/customers/customer-of-none/points');
  expect([status, body]).toEqual([200, { customerId: 'customer-of-none', balance: 0, lifetime: 0 }]);
  expect((await loyalty.get('/customers/customer-of-none/points/entries')).body).toEqual({ items: [], next: null });
});

test('when entries are paged through, then each of the customer comes once, the newest first', async () => {
  const customer = `customer-${randomUUID()}`;
  const order = completed(customer, 500);
  await loyalty.deliver([order]);
  for (const minor of [600, 700, 800]) await loyalty.deliver([completed(customer, minor)]);
  await loyalty.deliver([completed('customer-other', 900)]);
  const refund = refunded(order.data.orderId, 500);
  await loyalty.deliver([refund]);
  const seen: { points: number }[] = [];
  let after = '';
  for (let page = 0; page < 3; page += 1) {
    const { body } = await loyalty.get(`/customers/${customer}/points/entries?limit=2${after}`);
    seen.push(...(body.items as { points: number }[]));
    after = `&after=${body.next}`;
  }
  expect(after).toBe('&after=null');
  expect(seen.map(({ points }) => points)).toEqual([-5, 8, 7, 6, 5]);
  const createdAt = loyalty.clock.now().toISOString();
  const { orderId } = order.data;
  const id = expect.stringMatching(/^\d+$/) as string;
  expect(seen[0]).toEqual({ id, kind: 'taken_back', points: -5, orderId, refundId: refund.data.refundId, createdAt });
  expect(seen[4]).toEqual({ id, kind: 'earned', points: 5, orderId, createdAt });
});

test('when the customer or the page is none, then it is refused', async () => {
  for (const path of ['/customers/-/points', '/customers/a%20b/points/entries']) expect((await loyalty.get(path)).status).toBe(404);
  const { status, body } = await loyalty.get('/customers/customer-17/points/entries?limit=201&after=x');
  expect(status).toBe(400);
  expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(['/query/limit', '/query/after']);
});
