import { mergeByKey } from '../domain/merge.js';
import { mergeOrders, type OrderFacts } from '../domain/order-facts.js';
import type { AnalyticsTx } from './client.js';

/** Adds to what is known of orders, in one statement; it merges as `mergeOrders` does. */
export async function saveOrders(tx: AnalyticsTx, facts: readonly OrderFacts[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = mergeByKey(facts, ({ orderId }) => orderId, mergeOrders);
  await tx.$executeRaw`
    with told as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(
        "orderId" uuid, path order_path, status order_status, "placedAt" timestamptz, "paidAt" timestamptz, "reservedAt" timestamptz,
        "shippedAt" timestamptz, "completedAt" timestamptz, "rejectedAt" timestamptz, failure jsonb, total jsonb, "paymentId" uuid,
        items jsonb, "firstAt" timestamptz, "lastAt" timestamptz)
    ), items as (
      insert into order_items as i (order_id, sku, quantity)
      select "orderId", key, value::int from told cross join jsonb_each_text(told.items) order by 1, 2
      on conflict (order_id, sku) do update set quantity = excluded.quantity where i.quantity < excluded.quantity
    )
    insert into order_facts as f (order_id, path, status, placed_at, paid_at, reserved_at, shipped_at, completed_at, rejected_at, failed_at,
      failure_code, total_minor, currency, payment_id, first_at, last_at)
    select "orderId", path, status, "placedAt", "paidAt", "reservedAt", "shippedAt", "completedAt", "rejectedAt", (failure->>'at')::timestamptz,
      failure->>'code', (total->>'minor')::bigint, total->>'currency', "paymentId", "firstAt", "lastAt"
    from told order by 1
    on conflict (order_id) do update set
      path = greatest(f.path, excluded.path), status = greatest(f.status, excluded.status),
      placed_at = least(f.placed_at, excluded.placed_at), paid_at = least(f.paid_at, excluded.paid_at),
      reserved_at = least(f.reserved_at, excluded.reserved_at), shipped_at = least(f.shipped_at, excluded.shipped_at),
      completed_at = least(f.completed_at, excluded.completed_at), rejected_at = least(f.rejected_at, excluded.rejected_at),
      failed_at = least(f.failed_at, excluded.failed_at),
      failure_code = case
        when f.failed_at < excluded.failed_at or excluded.failed_at is null then f.failure_code
        when excluded.failed_at < f.failed_at or f.failed_at is null then excluded.failure_code
        else least(f.failure_code, excluded.failure_code) end,
      total_minor = greatest(f.total_minor, excluded.total_minor), currency = least(f.currency, excluded.currency),
      payment_id = greatest(f.payment_id, excluded.payment_id),
      first_at = least(f.first_at, excluded.first_at), last_at = greatest(f.last_at, excluded.last_at)`;
}
