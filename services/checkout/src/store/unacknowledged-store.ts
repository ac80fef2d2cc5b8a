import type { Tx } from '@sidecart/platform';
import type { CheckoutTx } from './client.js';

/** One sale orders has not acknowledged yet, for the operator. */
export interface UnacknowledgedRow {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly soldAt: Date;
  readonly resends: number;
  readonly nextAttemptAt: Date;
}

/** How many sales are unacknowledged, and since when the oldest is; undefined when there is none. */
export async function countUnacknowledged(tx: CheckoutTx): Promise<{ count: number; oldest: Date | undefined }> {
  const { _count, _min } = await tx.checkoutTransaction.aggregate({
    where: { status: 'UNACKNOWLEDGED' },
    _count: true,
    _min: { createdAt: true },
  });
  return { count: _count, oldest: _min.createdAt ?? undefined };
}

/** What waits for an acknowledgement at `now`, read in one round trip. */
export async function readQueue(sql: Tx, now: Date): Promise<{ due: number; unacknowledged: number; oldest: Date | null }> {
  const [row] = await sql.$queryRawUnsafe<[{ due: number; unacknowledged: number; oldest: Date | null }]>(
    `SELECT count(*)::int AS unacknowledged, count(*) FILTER (WHERE next_attempt_at <= $1)::int AS due, min(created_at) AS oldest
     FROM checkout_transactions WHERE status = 'UNACKNOWLEDGED'`,
    now,
  );
  return row;
}

/** Up to `limit` unacknowledged sales in order of id, after the order `after`. */
export async function listUnacknowledged(tx: CheckoutTx, page: { after: string | undefined; limit: number }): Promise<readonly UnacknowledgedRow[]> {
  const rows = await tx.checkoutTransaction.findMany({
    where: { status: 'UNACKNOWLEDGED', ...(page.after === undefined ? {} : { orderId: { gt: page.after } }) },
    orderBy: { orderId: 'asc' },
    take: page.limit,
    include: { sale: { select: { orderNumber: true, soldAt: true } } },
  });
  return rows.map(({ orderId, resends, nextAttemptAt, sale }) => ({ orderId, resends, nextAttemptAt, ...sale }));
}
