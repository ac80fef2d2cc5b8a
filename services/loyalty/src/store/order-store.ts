import type { CompletedOrder, Refund } from '../domain/points.js';
import type { LoyaltyTx } from './client.js';

/** An order with when it was completed. */
export interface Completion extends CompletedOrder {
  readonly completedAt: string;
}

/**
 * Stores completed orders, also over a row that only a refund had made; of several for one order the first. Resolves to the
 * ids of those that were not completed before, which are locked. In order of order id, as everywhere: nobody deadlocks.
 */
export async function completeOrders(tx: LoyaltyTx, orders: readonly Completion[]): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ order_id: string }[]>`
    insert into points_orders (order_id, customer_id, total_minor, currency, completed_at)
    select * from (
      select distinct on (1) (o->>'orderId')::uuid, o->>'customerId', (o->'total'->>'minor')::bigint, o->'total'->>'currency',
        (o->>'completedAt')::timestamptz
      from jsonb_array_elements(${JSON.stringify(orders)}::jsonb) with ordinality as e(o, nth) order by 1, nth
    ) as firsts
    on conflict (order_id) do update set customer_id = excluded.customer_id, total_minor = excluded.total_minor,
      currency = excluded.currency, completed_at = excluded.completed_at where points_orders.customer_id is null
    returning order_id`;
  return rows.map(({ order_id: id }) => id);
}

/** Locks orders, known or not; a refund may come before its order is completed. */
export async function lockOrders(tx: LoyaltyTx, orderIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    insert into points_orders (order_id) select distinct id from unnest(${[...orderIds]}::uuid[]) as e(id) order by id
    on conflict (order_id) do update set order_id = excluded.order_id`;
}

/** A refund with when it was made. */
export interface Refunding extends Refund {
  readonly refundedAt: string;
}

/** Stores those refunds, of orders the transaction has locked, that are not on record. Resolves to the ids of their orders. */
export async function insertRefunds(tx: LoyaltyTx, refunds: readonly Refunding[]): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ order_id: string }[]>`
    insert into refunds (refund_id, order_id, amount_minor, currency, refunded_at)
    select (r->>'refundId')::uuid, (r->>'orderId')::uuid, (r->'amount'->>'minor')::bigint, r->'amount'->>'currency', (r->>'refundedAt')::timestamptz
    from jsonb_array_elements(${JSON.stringify(refunds)}::jsonb) with ordinality as e(r, nth) order by nth
    on conflict (refund_id) do nothing returning order_id`;
  return [...new Set(rows.map(({ order_id: id }) => id))];
}

/** A completed order with its refunds as they came in. */
export interface OrderWithRefunds {
  readonly order: CompletedOrder;
  readonly refunds: readonly Refund[];
}

/** Those of some orders that are completed. */
export async function findCompleted(tx: LoyaltyTx, orderIds: readonly string[]): Promise<readonly OrderWithRefunds[]> {
  const where = { orderId: { in: [...orderIds] }, customerId: { not: null } };
  const rows = await tx.pointsOrder.findMany({ where, orderBy: { orderId: 'asc' }, include: { refunds: { orderBy: { number: 'asc' } } } });
  return rows.flatMap(({ orderId, customerId, totalMinor, currency, refunds }) =>
    customerId === null || totalMinor === null || currency === null
      ? []
      : [
          {
            order: { orderId, customerId, total: { minor: Number(totalMinor), currency } },
            refunds: refunds.map((row) => ({ refundId: row.refundId, orderId, amount: { minor: Number(row.amountMinor), currency: row.currency } })),
          },
        ],
  );
}
