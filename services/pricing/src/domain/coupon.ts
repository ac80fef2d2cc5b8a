import { percentOfMoney, type Money } from '@sidecart/platform';

/** What a coupon takes off: a share in basis points, or a sum. */
export type CouponDiscount = { readonly type: 'percentage'; readonly basisPoints: number } | { readonly type: 'fixed'; readonly amount: Money };

/** What decides how much a coupon takes off; kept with each quote that uses it. */
export interface CouponTerms {
  readonly code: string;
  readonly discount: CouponDiscount;
  /** The least the goods must cost after their volume discounts. */
  readonly minimum: Money | null;
}

/** A coupon as it stands. An absent limit does not limit. */
export interface Coupon extends CouponTerms {
  /** The first instant it can be used. */
  readonly validFrom: Date | null;
  /** The first instant it can no longer be used. */
  readonly validUntil: Date | null;
  readonly maxUses: number | null;
  readonly maxUsesPerCustomer: number | null;
  /** Confirmed and held now. */
  readonly uses: number;
}

/** Why a coupon cannot be used. */
export type CouponRefusal = 'COUPON_NOT_YET_VALID' | 'COUPON_EXPIRED' | 'COUPON_EXHAUSTED' | 'COUPON_USED_BY_CUSTOMER' | 'COUPON_MINIMUM_NOT_REACHED';

/** Whether the coupon is valid at `now`: undefined, or why not. */
export function refuseByTime({ validFrom, validUntil }: Coupon, now: Date): CouponRefusal | undefined {
  if (validFrom !== null && now < validFrom) return 'COUPON_NOT_YET_VALID';
  if (validUntil !== null && now >= validUntil) return 'COUPON_EXPIRED';
  return undefined;
}

/** Whether one more use by a customer who has `usesByCustomer` stays within the limits: undefined, or why not. */
export function refuseByLimits(coupon: Coupon, usesByCustomer: number): CouponRefusal | undefined {
  if (coupon.maxUses !== null && coupon.uses >= coupon.maxUses) return 'COUPON_EXHAUSTED';
  if (coupon.maxUsesPerCustomer !== null && usesByCustomer >= coupon.maxUsesPerCustomer) return 'COUPON_USED_BY_CUSTOMER';
  return undefined;
}

/** What the coupon takes off goods that cost `goods`: never more than they cost; undefined below its minimum. */
export function couponDiscount({ discount, minimum }: CouponTerms, goods: Money): Money | undefined {
  if (minimum !== null && goods.minor < minimum.minor) return undefined;
  if (discount.type === 'percentage') return percentOfMoney(goods, discount.basisPoints);
  return { minor: Math.min(discount.amount.minor, goods.minor), currency: goods.currency };
}

/** The one spelling of a code: capitals. */
export const couponCode = (text: string): string => text.toUpperCase();

/** True for a string that can be a code at all. */
export const isCouponCode = (text: string): boolean => /^[A-Z0-9][A-Z0-9-]{1,31}$/.test(text);
