import type { OrderStatus } from '@sidecart/contracts';
import type { Tx } from '@sidecart/platform';
import type { RolloutMode } from '../domain/rollout.js';
import type { UnforeseenKind } from '../domain/shadow-comparison.js';
import type { OrdersTx } from './client.js';

/** What stands in the rows at one moment. */
export interface OrdersGauges {
  readonly open: readonly { readonly path: string; readonly status: OrderStatus; readonly count: number }[];
  readonly stuckCompensations: number;
  readonly discrepancies: Readonly<Record<UnforeseenKind, number>>;
  readonly mode: RolloutMode;
  readonly canaryPercent: number;
}

/** Which differences are counted, and how many of a kind at the most. */
export interface DiscrepancyCount {
  readonly kinds: readonly UnforeseenKind[];
  readonly since: Date;
  readonly most: number;
}

/** Reads all of it in one round trip. */
export async function readGauges(sql: Tx, { kinds, since, most }: DiscrepancyCount): Promise<OrdersGauges> {
  const [row] = await sql.$queryRawUnsafe<[OrdersGauges]>(
    `select
       coalesce((select jsonb_agg(o) from (
         select case when origin = 'checkout' then 'checkout' when path is not null then path
             when route in ('canary', 'orchestration') then 'orchestration' else 'choreography' end as path,
           status, count(*)::int as count
         from orders where outcome is null group by 1, 2) o), '[]') as open,
       (select count(*)::int from order_compensations where status = 'FAILED') as "stuckCompensations",
       (select jsonb_object_agg(kind, (select count(*) from (
           select 1 from shadow_discrepancies d where d.kind = k.kind and not d.by_design and d.found_at >= $2 limit $3) found))
         from unnest($1::text[]) as k(kind)) as discrepancies,
       mode, canary_percent as "canaryPercent"
     from rollout`,
    [...kinds],
    since,
    most,
  );
  return row;
}

/** What is to be counted of an order besides its own row when it has come to its end. */
export interface EndNote {
  /** How long it waited for a human, seconds. */
  readonly reviewSeconds: number;
  /** Something was to be undone for it. */
  readonly undoing: boolean;
}

/** Reads that of finished orders, by order id. */
export async function readEndNotes(tx: OrdersTx, orderIds: readonly string[]): Promise<ReadonlyMap<string, EndNote>> {
  if (orderIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<(EndNote & { id: string })[]>`
    select o.id, coalesce(extract(epoch from coalesce(r.decided_at, o.finished_at) - r.requested_at), 0)::float8 as "reviewSeconds",
      exists (select 1 from order_compensations c where c.order_id = o.id) as undoing
    from orders o left join order_reviews r on r.order_id = o.id where o.id = any(${[...orderIds]}::uuid[])`;
  return new Map(rows.map(({ id, ...note }) => [id, note]));
}
