import { mergeByKey } from '../domain/merge.js';
import { mergeCarts, mergeMoney, type CartFacts, type MoneyFact } from '../domain/other-facts.js';
import type { AnalyticsTx } from './client.js';

/** Adds captures, declines and refunds, in one statement; it merges as `mergeMoney` does. */
export async function saveMoney(tx: AnalyticsTx, facts: readonly MoneyFact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = mergeByKey(facts, ({ kind, id }) => `${kind} ${id}`, mergeMoney);
  await tx.$executeRaw`
    insert into money_facts as m (kind, id, payment_id, order_id, path, at, amount_minor, currency, code)
    select kind, id, "paymentId", "orderId", path, at, (amount->>'minor')::bigint, amount->>'currency', code
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(
      kind text, id uuid, "paymentId" uuid, "orderId" uuid, path order_path, at timestamptz, amount jsonb, code text)
    order by 1, 2
    on conflict (kind, id) do update set
      payment_id = greatest(m.payment_id, excluded.payment_id), order_id = greatest(m.order_id, excluded.order_id),
      path = greatest(m.path, excluded.path), at = least(m.at, excluded.at), amount_minor = greatest(m.amount_minor, excluded.amount_minor),
      currency = least(m.currency, excluded.currency), code = least(m.code, excluded.code)`;
}

/** Adds to what is known of carts, in one statement; it merges as `mergeCarts` does. */
export async function saveCarts(tx: AnalyticsTx, facts: readonly CartFacts[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = mergeByKey(facts, ({ cartId }) => cartId, mergeCarts);
  await tx.$executeRaw`
    insert into cart_facts as c (cart_id, filled_at, first_at, last_at)
    select "cartId", "filledAt", "firstAt", "lastAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t("cartId" uuid, "filledAt" timestamptz, "firstAt" timestamptz, "lastAt" timestamptz)
    order by 1
    on conflict (cart_id) do update set filled_at = least(c.filled_at, excluded.filled_at), first_at = least(c.first_at, excluded.first_at),
      last_at = greatest(c.last_at, excluded.last_at)`;
}
