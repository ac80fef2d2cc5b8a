import fc from 'fast-check';
import { inOtherCurrency, ledgerOf, pointsFor, pointsLeft, type CompletedOrder, type Refund } from './points';

const euros = (minor: number) => ({ minor, currency: 'EUR' });
const orderOf = (minor: number): CompletedOrder => ({ orderId: 'the-order', customerId: 'customer-17', total: euros(minor) });
const refundsOf = (amounts: readonly number[]): Refund[] =>
  amounts.map((minor, index) => ({ refundId: `refund-${index}`, orderId: 'the-order', amount: euros(minor) }));
const pointsOf = (total: number, ...amounts: number[]) => ledgerOf(orderOf(total), refundsOf(amounts)).map(({ points }) => points);

test('when an order is paid, then it earns a point for each whole hundred', () => {
  expect([0, 99, 100, 199, 3025, Number.MAX_SAFE_INTEGER].map((minor) => pointsFor(euros(minor)))).toEqual([0, 0, 1, 1, 30, 90071992547409]);
});

test('when part of it is given back, then its share of the points goes, the rest rounded down', () => {
  expect(pointsOf(3025)).toEqual([30]);
  expect(pointsOf(3000, 1000)).toEqual([30, -10]);
  expect(pointsOf(3025, 1)).toEqual([30, -1]);
  expect(pointsOf(1000, 333, 333, 334)).toEqual([10, -4, -3, -3]);
  expect(pointsOf(1000, 5, 5)).toEqual([10, -1, 0]);
});

test('when all or more than all is given back, then nothing is left, and never less', () => {
  expect(pointsOf(3025, 3025)).toEqual([30, -30]);
  expect(pointsOf(3025, 9999, 1)).toEqual([30, -30, 0]);
  expect(pointsOf(99, 50)).toEqual([0, 0]);
  expect(pointsOf(0, 5)).toEqual([0, 0]);
});

test('when a refund is in another currency than the charge, then it is found', () => {
  const refunds = [...refundsOf([1]), { ...refundsOf([2])[0]!, amount: { minor: 2, currency: 'USD' } }];
  expect(inOtherCurrency(orderOf(100), refunds)).toBe(refunds[1]);
  expect(inOtherCurrency(orderOf(100), refundsOf([1, 2]))).toBeUndefined();
});

describe('any order with any refunds', () => {
  const total = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.maxSafeNat());
  const amounts = fc.array(fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.maxSafeNat()), { maxLength: 8 });
  const partsTwice = amounts.chain((parts) => fc.tuple(fc.constant(parts), fc.shuffledSubarray(parts, { minLength: parts.length })));
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

  test('when its ledger is added up, then it is what is left by the refunded sum, however the refunds are ordered', () => {
    fc.assert(
      fc.property(total, partsTwice, (minor, [parts, shuffled]) => {
        const left = pointsLeft(euros(minor), Math.min(minor, sum(parts)));
        expect(sum(pointsOf(minor, ...parts))).toBe(left);
        expect(sum(pointsOf(minor, ...shuffled))).toBe(left);
      }),
    );
  });

  test('when it is added up to any entry, then it is between nothing and what was earned, and no refund gives points', () => {
    fc.assert(
      fc.property(total, amounts, (minor, parts) => {
        const [earned = 0, ...taken] = pointsOf(minor, ...parts);
        let left = earned;
        for (const points of taken) {
          expect(points).toBeLessThanOrEqual(0);
          left += points;
          expect(left).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('when its share is exact, then not a point is lost to rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(1_000), (points, kept) => {
        fc.pre(kept <= points);
        expect(pointsLeft(euros(points * 100), (points - kept) * 100)).toBe(kept);
      }),
    );
  });
});
