import type { Order } from '@sidecart/contracts';
import { Prisma } from '../generated/prisma/client.js';
import type { CheckoutTx } from './client.js';

/** A sale just made and the event that told of it. */
export interface NewSale {
  readonly order: Order;
  readonly eventId: string;
  readonly correlationId: string;
  readonly soldAt: Date;
  /** When it is sent again unless orders has acknowledged it by then. */
  readonly nextAttemptAt: Date;
}

/** A sale orders has not acknowledged, to be sent again. */
export interface UnacknowledgedSale {
  readonly order: Order;
  readonly firstEventId: string;
  readonly correlationId: string;
  readonly resends: number;
}

/** Stores a sale and its unacknowledged transaction. Throws when the session has one already. */
export async function insertSale(tx: CheckoutTx, sale: NewSale): Promise<void> {
  const { order, eventId, correlationId, soldAt, nextAttemptAt } = sale;
  await tx.sale.create({
    data: {
      orderId: order.id,
      orderNumber: order.orderNumber,
      sessionId: order.checkoutSessionId,
      order: order as unknown as Prisma.InputJsonObject,
      soldAt,
      transaction: { create: { firstEventId: eventId, correlationId, createdAt: soldAt, nextAttemptAt } },
    },
  });
}

/** True once orders has acknowledged the session's sale. */
export async function isAcknowledged(tx: CheckoutTx, sessionId: string): Promise<boolean> {
  const count = await tx.checkoutTransaction.count({ where: { status: 'ACKNOWLEDGED', sale: { sessionId } } });
  return count > 0;
}

/** Locks up to `limit` unacknowledged sales that are due, soonest first; rows another replica holds are left to it. */
export async function lockDueSales(tx: CheckoutTx, now: Date, limit: number): Promise<readonly UnacknowledgedSale[]> {
  return tx.$queryRaw<UnacknowledgedSale[]>`
    SELECT s."order", t.first_event_id AS "firstEventId", t.correlation_id AS "correlationId", t.resends
    FROM checkout_transactions t JOIN sales s USING (order_id)
    WHERE t.status = 'UNACKNOWLEDGED' AND t.next_attempt_at <= ${now.toISOString()}::timestamptz
    ORDER BY t.next_attempt_at
    LIMIT ${limit}
    FOR UPDATE OF t SKIP LOCKED`;
}

/** Counts one more resend of each sale, by compare-and-set on the count, and sets the time of the next. Resolves to how many rows took it. */
export async function scheduleNextResend(
  tx: CheckoutTx,
  sales: readonly { orderId: string; resends: number; nextAttemptAt: Date }[],
): Promise<number> {
  const rows = sales.map(({ orderId, resends, nextAttemptAt }) => ({ id: orderId, resends, next: nextAttemptAt }));
  return tx.$executeRaw`
    UPDATE checkout_transactions t SET resends = t.resends + 1, next_attempt_at = r.next
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, resends int, next timestamptz)
    WHERE t.order_id = r.id AND t.status = 'UNACKNOWLEDGED' AND t.resends = r.resends`;
}

/**
 * Closes the transactions of the given sales, in one statement; one that is closed stays as it is, an
 * unknown one is passed over. Locked in order of id, so that two batches cannot deadlock.
 * Resolves to how many were closed now.
 */
export async function acknowledgeSales(tx: CheckoutTx, sales: readonly { orderId: string; checkoutSessionId: string }[], now: Date): Promise<number> {
  const rows = sales.map(({ orderId, checkoutSessionId }) => ({ order_id: orderId, session_id: checkoutSessionId }));
  return tx.$executeRaw`
    WITH open AS (
      SELECT t.order_id
      FROM checkout_transactions t JOIN sales s USING (order_id)
      WHERE t.status = 'UNACKNOWLEDGED' AND (s.order_id, s.session_id) IN (
        SELECT r.order_id, r.session_id FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(order_id uuid, session_id uuid))
      ORDER BY t.order_id FOR UPDATE OF t
    )
    UPDATE checkout_transactions t SET status = 'ACKNOWLEDGED', acknowledged_at = ${now.toISOString()}::timestamptz
    FROM open WHERE t.order_id = open.order_id AND t.status = 'UNACKNOWLEDGED'`;
}
