import { Conflict, InvalidInput, NotFound, type Platform } from '@sidecart/platform';
import { couponCode, isCouponCode, type Coupon } from '../domain/coupon.js';
import { CURRENCY } from '../domain/price.js';
import { lockName, type PricingTx } from '../store/client.js';
import { findCoupon, listCoupons, lockCoupon, saveCoupon } from '../store/coupon-store.js';
import type { Page } from '../store/price-store.js';
import { currencyNotSold } from './errors.js';

/** A coupon's terms and limits, as an operator sets them. */
export type CouponSetting = Omit<Coupon, 'uses' | 'code'>;

/** The coupons, for operators. */
export interface Coupons {
  /** Throws NotFound. */
  show(code: string): Promise<Coupon>;
  list(page: Page): Promise<readonly Coupon[]>;
  /** Creates or replaces. Throws InvalidInput, Unprocessable CURRENCY_NOT_SOLD, Conflict LIMIT_BELOW_USES. */
  set(code: string, setting: CouponSetting): Promise<{ readonly coupon: Coupon; readonly created: boolean }>;
}

/** Makes the coupons' use cases. What was quoted keeps the terms it was quoted with. */
export function createCoupons({ database, clock }: Platform<PricingTx>): Coupons {
  return {
    list: (page) => database.transaction((tx) => listCoupons(tx, page)),
    show: async (text) => {
      const code = couponCode(text);
      const coupon = isCouponCode(code) ? await database.transaction((tx) => findCoupon(tx, code, clock.now())) : undefined;
      if (coupon === undefined) throw new NotFound('coupon', text);
      return coupon;
    },
    set: (text, setting) => {
      const code = couponCode(text);
      requireSense(code, setting);
      return database.transaction((tx) => setCoupon(tx, { code, ...setting }, clock.now()));
    },
  };
}

async function setCoupon(tx: PricingTx, coupon: Omit<Coupon, 'uses'>, now: Date) {
  const { code, maxUses } = coupon;
  await lockName(tx, `coupon:${code}`);
  const before = await lockCoupon(tx, code, now);
  const uses = before?.uses ?? 0;
  if (maxUses !== null && maxUses < uses) {
    throw new Conflict('LIMIT_BELOW_USES', `${code} has ${uses} uses already; end it with validUntil`, { details: { uses } });
  }
  await saveCoupon(tx, coupon, now);
  return { coupon: { ...coupon, uses }, created: before === undefined };
}

function requireSense(code: string, { discount, minimum, validFrom, validUntil }: CouponSetting): void {
  const violations = [
    ...(isCouponCode(code) ? [] : [{ pointer: '/code', message: 'must be 2 to 32 letters, digits and hyphens' }]),
    ...(validFrom !== null && validUntil !== null && validUntil <= validFrom ? [{ pointer: '/validUntil', message: 'must be after validFrom' }] : []),
  ];
  if (violations.length > 0) throw new InvalidInput('the coupon is not valid', violations);
  const foreign = [minimum, discount.type === 'fixed' ? discount.amount : null].find((amount) => amount !== null && amount.currency !== CURRENCY);
  if (foreign) throw currencyNotSold(foreign.currency);
}
