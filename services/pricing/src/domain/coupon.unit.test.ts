import fc from 'fast-check';
import { at } from '../testing/at';
import { couponDiscount, refuseByLimits, refuseByTime, type Coupon, type CouponDiscount } from './coupon';

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const coupon = (over: Partial<Coupon> = {}): Coupon => ({
  ...{ code: 'TEN', discount: { type: 'percentage', basisPoints: 1000 }, minimum: null },
  ...{ validFrom: null, validUntil: null, maxUses: null, maxUsesPerCustomer: null, uses: 0 },
  ...over,
});
const amount = fc.integer({ min: 0, max: 1_000_000_000_000 });
const discount: fc.Arbitrary<CouponDiscount> = fc.oneof(
  fc.record({ type: fc.constant('percentage' as const), basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({ type: fc.constant('fixed' as const), amount: amount.map(eur) }),
);

test('when a coupon is used, then it takes off at least nothing and at most what the goods cost', () => {
  fc.assert(
    fc.property(discount, amount, (terms, goods) => {
      const taken = couponDiscount(coupon({ discount: terms }), eur(goods))?.minor ?? NaN;
      expect(taken >= 0 && taken <= goods).toBe(true);
    }),
  );
});

test('when goods cost less than the minimum, then the coupon takes off nothing at all; from the minimum on it does', () => {
  const fiveOff = coupon({ discount: { type: 'fixed', amount: eur(500) }, minimum: eur(2500) });
  expect(couponDiscount(fiveOff, eur(2499))).toBeUndefined();
  expect(couponDiscount(fiveOff, eur(2500))).toEqual(eur(500));
});

test('when the time is outside validity, then it is refused; its first instant counts, its last does not', () => {
  const march = coupon({ validFrom: at('2026-03-01T00:00:00Z'), validUntil: at('2026-04-01T00:00:00Z') });
  expect(refuseByTime(march, at('2026-02-28T23:59:59.999Z'))).toBe('COUPON_NOT_YET_VALID');
  expect(refuseByTime(march, at('2026-03-01T00:00:00Z'))).toBeUndefined();
  expect(refuseByTime(march, at('2026-03-31T23:59:59.999Z'))).toBeUndefined();
  expect(refuseByTime(march, at('2026-04-01T00:00:00Z'))).toBe('COUPON_EXPIRED');
});

test('when a limit is reached, then one more use is refused; without limits none is', () => {
  expect(refuseByLimits(coupon({ maxUses: 3, uses: 2 }), 0)).toBeUndefined();
  expect(refuseByLimits(coupon({ maxUses: 3, uses: 3 }), 0)).toBe('COUPON_EXHAUSTED');
  expect(refuseByLimits(coupon({ maxUsesPerCustomer: 2 }), 1)).toBeUndefined();
  expect(refuseByLimits(coupon({ maxUsesPerCustomer: 2 }), 2)).toBe('COUPON_USED_BY_CUSTOMER');
  expect(refuseByLimits(coupon({ uses: 1_000_000 }), 1_000_000)).toBeUndefined();
});
