import type { FailureReason, Money } from '@sidecart/contracts';
import type { ReviewDecision } from '../domain/review.js';
import type { OrdersTx } from './client.js';

export type { ReviewDecision } from '../domain/review.js';

/** An order that waits, or waited, for a human. */
export interface Review {
  readonly orderId: string;
  readonly score: number;
  readonly reasons: readonly FailureReason[];
  readonly total: Money;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly decision: ReviewDecision | undefined;
  readonly reviewer: string | undefined;
  readonly reason: string | undefined;
  readonly decidedAt: Date | undefined;
}

/** What a review begins with. */
export type NewReview = Pick<Review, 'orderId' | 'score' | 'reasons' | 'total' | 'requestedAt' | 'expiresAt'>;

/** Opens an order's review; false when it has one. */
export async function openReview(tx: OrdersTx, review: NewReview): Promise<boolean> {
  const { orderId, score, reasons, total, requestedAt, expiresAt } = review;
  const data = { orderId, score, totalMinor: total.minor, currency: total.currency, requestedAt, expiresAt };
  const { count } = await tx.orderReview.createMany({ data: [{ ...data, reasons: reasons.map((one) => ({ ...one })) }], skipDuplicates: true });
  return count === 1;
}

/** What is decided about a review. */
export interface ReviewEnd {
  readonly decision: ReviewDecision;
  readonly reviewer?: string;
  readonly reason?: string;
  readonly now: Date;
}

/** Decides a review that is open; false when it is not: the first decision stands. */
export async function decideReview(tx: OrdersTx, orderId: string, { decision, reviewer, reason, now }: ReviewEnd): Promise<boolean> {
  const data = { decision, reviewer: reviewer ?? null, reason: reason ?? null, decidedAt: now };
  const { count } = await tx.orderReview.updateMany({ where: { orderId, decision: null }, data });
  return count === 1;
}

/** An order's review. */
export async function findReview(tx: Pick<OrdersTx, 'orderReview'>, orderId: string): Promise<Review | undefined> {
  const row = await tx.orderReview.findUnique({ where: { orderId } });
  return row === null ? undefined : toReview(row);
}

/** Where the page of the queue before ended. */
export interface ReviewPosition {
  readonly expiresAt: Date;
  readonly orderId: string;
}

/** Reviews a human can still decide, those that expire first first. */
export async function listOpenReviews(
  tx: Pick<OrdersTx, 'orderReview' | '$queryRaw'>,
  { limit, after, now }: { readonly limit: number; readonly after: ReviewPosition | undefined; readonly now: Date },
): Promise<readonly Review[]> {
  const from = after?.expiresAt ?? now;
  const ids = await tx.$queryRaw<{ order_id: string }[]>`
    select r.order_id from order_reviews r join orders o on o.id = r.order_id
    where r.decision is null and o.status = 'IN_REVIEW' and r.expires_at > ${now}
      and (r.expires_at, r.order_id) > (${from}, ${after?.orderId ?? NIL}::uuid)
    order by r.expires_at, r.order_id limit ${limit}`;
  const rows = await tx.orderReview.findMany({
    where: { orderId: { in: ids.map(({ order_id }) => order_id) } },
    orderBy: [{ expiresAt: 'asc' }, { orderId: 'asc' }],
  });
  return rows.map(toReview);
}

const NIL = '00000000-0000-0000-0000-000000000000';

type Row = NonNullable<Awaited<ReturnType<OrdersTx['orderReview']['findUnique']>>>;

function toReview({ totalMinor, currency, decision, reviewer, reason, decidedAt, reasons, ...row }: Row): Review {
  return {
    ...row,
    reasons: reasons as unknown as readonly FailureReason[],
    total: { minor: Number(totalMinor), currency },
    decision: (decision ?? undefined) as ReviewDecision | undefined,
    reviewer: reviewer ?? undefined,
    reason: reason ?? undefined,
    decidedAt: decidedAt ?? undefined,
  };
}
