import type { AnalyticsTx } from './client.js';

/** What is known of one order, with what was given back of its payment; null where nothing is known. */
export interface ShownOrder {
  readonly orderId: string;
  readonly path: string | null;
  readonly status: string | null;
  readonly placedAt: Date | null;
  readonly paidAt: Date | null;
  readonly reservedAt: Date | null;
  readonly shippedAt: Date | null;
  readonly completedAt: Date | null;
  readonly rejectedAt: Date | null;
  readonly failedAt: Date | null;
  readonly failureCode: string | null;
  readonly totalMinor: string | null;
  readonly refundedMinor: string;
  readonly currency: string | null;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** What is known of one order. */
export async function findOrderFacts(tx: AnalyticsTx, orderId: string): Promise<ShownOrder | undefined> {
  const rows = await tx.$queryRaw<ShownOrder[]>`
    select order_id::text as "orderId", path::text, status::text, placed_at as "placedAt", paid_at as "paidAt", reserved_at as "reservedAt",
      shipped_at as "shippedAt", completed_at as "completedAt", rejected_at as "rejectedAt", failed_at as "failedAt",
      failure_code as "failureCode", total_minor::text as "totalMinor", currency, first_at as "firstAt", last_at as "lastAt",
      (select coalesce(sum(amount_minor), 0)::text from money_facts m where m.kind = 'refunded' and m.payment_id = f.payment_id) as "refundedMinor"
    from order_facts f where order_id = ${orderId}::uuid`;
  return rows[0];
}
