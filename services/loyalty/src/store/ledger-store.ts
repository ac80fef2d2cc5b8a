import type { Entry } from '../domain/points.js';
import type { LoyaltyTx } from './client.js';

/**
 * Adds those entries to the ledger that are not in it, and their points to the accounts, in one statement. The transaction
 * has the orders locked. Accounts are reached in order of customer, so that two batches do not deadlock.
 */
export async function postEntries(tx: LoyaltyTx, entries: readonly Entry[], now: Date): Promise<void> {
  if (entries.length === 0) return;
  await tx.$executeRaw`
    with posted as (
      insert into entries (customer_id, order_id, kind, refund_id, points, created_at)
      select e->>'customerId', (e->>'orderId')::uuid, e->>'kind', (e->>'refundId')::uuid, (e->>'points')::bigint, ${now.toISOString()}::timestamptz
      from jsonb_array_elements(${JSON.stringify(entries)}::jsonb) with ordinality as given(e, nth) order by nth
      on conflict do nothing returning customer_id, kind, points
    ), sums as (
      select customer_id, sum(points)::bigint as points, coalesce(sum(points) filter (where kind = 'earned'), 0)::bigint as earned
      from posted group by customer_id
    )
    insert into accounts (customer_id, balance, lifetime, updated_at)
    -- The row to insert is checked before it is known to be there, and a new account begins with something earned.
    select customer_id, greatest(points, 0), greatest(earned, points, 0), ${now.toISOString()}::timestamptz from sums order by customer_id
    on conflict (customer_id) do update set
      balance = accounts.balance + (select points from sums where sums.customer_id = excluded.customer_id),
      lifetime = accounts.lifetime + (select earned from sums where sums.customer_id = excluded.customer_id),
      updated_at = excluded.updated_at`;
}

/** A customer's points: those there are, and all that were ever earned. */
export interface Points {
  readonly balance: number;
  readonly lifetime: number;
}

/** The points of a customer; none of one who has earned none. */
export async function findPoints(tx: LoyaltyTx, customerId: string): Promise<Points> {
  const row = await tx.account.findUnique({ where: { customerId } });
  return { balance: Number(row?.balance ?? 0), lifetime: Number(row?.lifetime ?? 0) };
}

/** An entry as it stands in the ledger. */
export interface PostedEntry extends Entry {
  readonly id: string;
  readonly createdAt: Date;
}

/** Up to `limit` of a customer's entries, newest first, older than the entry `after`. */
export async function listEntries(
  tx: LoyaltyTx,
  customerId: string,
  { limit, after }: { limit: number; after: bigint | undefined },
): Promise<readonly PostedEntry[]> {
  const where = { customerId, ...(after === undefined ? {} : { id: { lt: after } }) };
  const rows = await tx.entry.findMany({ where, orderBy: { id: 'desc' }, take: limit });
  return rows.map((row) => ({
    id: String(row.id),
    customerId,
    orderId: row.orderId,
    kind: row.kind as Entry['kind'],
    refundId: row.refundId ?? undefined,
    points: Number(row.points),
    createdAt: row.createdAt,
  }));
}
