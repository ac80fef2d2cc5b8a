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
