import type { Coupon, CouponDiscount } from '../domain/coupon.js';
import { CURRENCY } from '../domain/price.js';
import type { Coupon as CouponRow } from '../generated/prisma/client.js';
import type { PricingTx } from './client.js';
import type { Page } from './price-store.js';

/** A coupon as it stands, holds that have run out unnoticed by `now` not counted. */
export async function findCoupon(tx: PricingTx, code: string, now: Date): Promise<Coupon | undefined> {
  const row = await tx.coupon.findUnique({ where: { code } });
  if (row === null) return undefined;
  const lapsed = await tx.quote.count({ where: { couponCode: code, status: 'OPEN', expiresAt: { lte: now } } });
  return { ...toCoupon(row), uses: row.uses - lapsed };
}

/**
 * The same, its row locked until the transaction ends and every hold that has run out given back. All that changes the
 * number of uses goes through here, so a limit read from the result still holds when the use is written.
 */
export async function lockCoupon(tx: PricingTx, code: string, now: Date): Promise<Coupon | undefined> {
  const { coupon } = await freeLapsedHolds(tx, code, now);
  return coupon;
}

/** Locks a coupon and gives back its holds that have run out. Resolves to how many, and to the coupon after it. */
export async function freeLapsedHolds(tx: PricingTx, code: string, now: Date): Promise<{ freed: number; coupon: Coupon | undefined }> {
  await tx.$queryRaw`SELECT 1 FROM coupons WHERE code = ${code} FOR UPDATE`;
  const { count: freed } = await tx.quote.updateMany({
    where: { couponCode: code, status: 'OPEN', expiresAt: { lte: now } },
    data: { status: 'EXPIRED' },
  });
  if (freed > 0) await changeUses(tx, code, -freed);
  const row = await tx.coupon.findUnique({ where: { code } });
  return { freed, coupon: row === null ? undefined : toCoupon(row) };
}

/** Adds `by` to the uses of a locked coupon; the table's own check refuses a number above the limit. */
export async function changeUses(tx: PricingTx, code: string, by: number): Promise<void> {
  await tx.coupon.update({ where: { code }, data: { uses: { increment: by } } });
}

/** How many uses of a coupon a customer has confirmed or holds at `now`. */
export async function countUsesBy(tx: PricingTx, code: string, customerId: string, now: Date): Promise<number> {
  const live = [{ status: 'CONFIRMED' }, { status: 'OPEN', expiresAt: { gt: now } }];
  return tx.quote.count({ where: { couponCode: code, customerId, OR: live } });
}

/** Up to `limit` codes with holds that have run out by `now`, in order, so that replicas lock them alike. */
export async function codesWithLapsedHolds(tx: PricingTx, now: Date, limit: number): Promise<readonly string[]> {
  const rows = await tx.quote.groupBy({
    by: ['couponCode'],
    where: { couponCode: { not: null }, status: 'OPEN', expiresAt: { lte: now } },
    orderBy: { couponCode: 'asc' },
    take: limit,
  });
  return rows.flatMap(({ couponCode }) => couponCode ?? []);
}

/** Up to `limit` coupons in order of code. */
export async function listCoupons(tx: PricingTx, { after, limit }: Page): Promise<readonly Coupon[]> {
  const rows = await tx.coupon.findMany({ where: after === undefined ? {} : { code: { gt: after } }, orderBy: { code: 'asc' }, take: limit });
  return rows.map(toCoupon);
}

/** Stores a coupon's terms and limits; its uses are left alone. */
export async function saveCoupon(tx: PricingTx, coupon: Omit<Coupon, 'uses'>, now: Date): Promise<void> {
  const { code, discount, minimum, ...limits } = coupon;
  const row = {
    ...limits,
    discountType: discount.type,
    basisPoints: discount.type === 'percentage' ? discount.basisPoints : null,
    amountMinor: discount.type === 'fixed' ? discount.amount.minor : null,
    minimumMinor: minimum?.minor ?? null,
    currency: CURRENCY,
    updatedAt: now,
  };
  await tx.coupon.upsert({ where: { code }, create: { code, ...row }, update: row });
}

function toCoupon(row: CouponRow): Coupon {
  const { code, currency, validFrom, validUntil, maxUses, maxUsesPerCustomer, uses } = row;
  const minimum = row.minimumMinor === null ? null : { minor: Number(row.minimumMinor), currency };
  return { code, discount: toDiscount(row), minimum, validFrom, validUntil, maxUses, maxUsesPerCustomer, uses };
}

/** The table's check lets no other combination in. */
function toDiscount({ basisPoints, amountMinor, currency }: CouponRow): CouponDiscount {
  if (basisPoints !== null) return { type: 'percentage', basisPoints };
  return { type: 'fixed', amount: { minor: Number(amountMinor), currency } };
}
