import { isBalanced, judge, percentile, type Books } from './books.js';

const sale = (orderId: string, answeredAt: number) => ({ orderId, orderNumber: orderId, answeredAt });
const balanced: Books = {
  sales: 2,
  captured: 2,
  orders: 2,
  capturedMinor: 300n,
  ordersMinor: 300n,
  duplicates: 0,
  recordedAt: new Map([
    ['a', 1_010],
    ['b', 1_030],
  ]),
};
const placed = [sale('a', 1_000), sale('b', 1_000)];

describe('the books of a demo', () => {
  it('when every sale has one capture and one order, then they balance and the delays are measured from the answers', () => {
    const verdict = judge(placed, balanced);
    expect(verdict).toEqual({ placed: 2, recorded: 2, duplicates: 0, lost: 0, p50Ms: 10, p99Ms: 30 });
    expect(isBalanced(verdict, balanced)).toBe(true);
  });

  it('when a sale has no order, then it is lost', () => {
    const books = { ...balanced, orders: 1, recordedAt: new Map([['a', 1_010]]) };
    expect(judge(placed, books)).toMatchObject({ recorded: 1, lost: 1 });
    expect(isBalanced(judge(placed, books), books)).toBe(false);
  });

  it.each([
    ['a second capture', { captured: 3, duplicates: 1 }],
    ['a capture without a sale', { captured: 3 }],
    ['an order without a sale', { orders: 3 }],
    ['another sum captured than ordered', { capturedMinor: 299n }],
    ['a sale nobody was told of', { sales: 3 }],
  ])('when there is %s, then they do not balance', (_what, change) => {
    const books = { ...balanced, ...change };
    expect(isBalanced(judge(placed, books), books)).toBe(false);
  });

  it('when percentiles are taken, then by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1), percentile([], 0.5)]).toEqual([50, 99, 100, 0]);
  });
});
