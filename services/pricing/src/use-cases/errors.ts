import { Conflict, NotFound, Unprocessable, type AppError } from '@sidecart/platform';
import type { CouponRefusal } from '../domain/coupon.js';

const COUPON_WORDS: Readonly<Record<CouponRefusal, string>> = {
  COUPON_NOT_YET_VALID: 'cannot be used yet',
  COUPON_EXPIRED: 'can no longer be used',
  COUPON_EXHAUSTED: 'has been used as often as it can be',
  COUPON_USED_BY_CUSTOMER: 'has been used by this customer as often as one customer can',
  COUPON_MINIMUM_NOT_REACHED: 'needs a larger order',
};

/** A coupon that cannot be used. */
export const couponRefused = (reason: CouponRefusal, code: string): AppError => new Unprocessable(reason, `coupon ${code} ${COUPON_WORDS[reason]}`);

/** A code that names no coupon. */
export const unknownCoupon = (code: string): AppError => new Unprocessable('UNKNOWN_COUPON', `there is no coupon ${code}`);

/** A country nothing is sold to. */
export const unknownDestination = (country: string): AppError => new Unprocessable('UNKNOWN_DESTINATION', `nothing is sold to ${country}`);

/** An amount in a currency nothing is sold in. */
export const currencyNotSold = (currency: string): AppError => new Unprocessable('CURRENCY_NOT_SOLD', `nothing is sold in ${currency}`);

/** Amounts that cannot be added up exactly any more. */
export const amountTooLarge = (): AppError => new Unprocessable('AMOUNT_TOO_LARGE', 'the amounts are too large to be added up');

/** Why a reference has no usable quote. */
export function referenceRefused(reason: 'QUOTE_RELEASED' | 'QUOTE_CONTENT_DIFFERS' | 'QUOTE_MISSING', referenceId: string): AppError {
  switch (reason) {
    case 'QUOTE_RELEASED':
      return new Conflict(reason, `the quote of ${referenceId} was released; the reference is barred`);
    case 'QUOTE_CONTENT_DIFFERS':
      return new Unprocessable(reason, `${referenceId} was quoted with other content`);
    case 'QUOTE_MISSING':
      return new NotFound('a quote of', referenceId);
  }
}
