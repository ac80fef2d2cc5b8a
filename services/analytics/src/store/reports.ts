import type { OrderPath } from '@sidecart/contracts';
import type { Period, Width } from '../domain/period.js';
import { Prisma } from '../generated/prisma/client.js';
import type { AnalyticsTx } from './client.js';

/** Money that came in and went back in one hour or day, in one currency; minor units. */
export interface RevenueRow {
  readonly at: string;
  readonly currency: string;
  readonly captures: number;
  readonly captured: number;
  readonly refunds: number;
  readonly refunded: number;
}

const UTC = Prisma.raw(`'YYYY-MM-DD"T"HH24:MI:SS"Z"'`);

/** The money of a period, hour by hour or day by day; one without money has no row. */
export async function revenueOf(tx: AnalyticsTx, { from, to }: Period, width: Width): Promise<readonly RevenueRow[]> {
  const rows = await tx.$queryRaw<Record<keyof RevenueRow, string>[]>`
    select to_char(bucket at time zone 'UTC', ${UTC}) as at, currency, captures::text, captured::text, refunds::text, refunded::text
    from (
      select date_trunc(${width}, at, 'UTC') as bucket, currency,
        count(*) filter (where kind = 'captured') as captures, coalesce(sum(amount_minor) filter (where kind = 'captured'), 0) as captured,
        count(*) filter (where kind = 'refunded') as refunds, coalesce(sum(amount_minor) filter (where kind = 'refunded'), 0) as refunded
      from money_facts where at >= ${from}::timestamptz and at < ${to}::timestamptz and kind <> 'declined' group by 1, 2
    ) sums order by bucket, currency`;
  return rows.map(({ at, currency, captures, captured, refunds, refunded }) => ({
    ...{ at, currency, captures: Number(captures), captured: Number(captured), refunds: Number(refunds), refunded: Number(refunded) },
  }));
}

/** How many of the orders placed in a period came how far. `unknown`: no event has told the path yet. */
export interface FunnelRow {
  readonly path: OrderPath | 'unknown';
  readonly placed: number;
  readonly paid: number;
  readonly reserved: number;
  readonly shipped: number;
  readonly completed: number;
  readonly rejected: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** How many of the orders placed in a period came how far, by path. */
export async function funnelOf(tx: AnalyticsTx, { from, to }: Period): Promise<readonly FunnelRow[]> {
  return tx.$queryRaw<FunnelRow[]>`
    select coalesce(path::text, 'unknown') as path, count(*)::int as placed, count(paid_at)::int as paid, count(reserved_at)::int as reserved,
      count(shipped_at)::int as shipped, count(completed_at)::int as completed, count(rejected_at)::int as rejected,
      (count(*) filter (where status in ('FAILED', 'PAYMENT_FAILED')))::int as failed, (count(*) filter (where status = 'CANCELLED'))::int as cancelled
    from order_facts where cohort_at >= ${from}::timestamptz and cohort_at < ${to}::timestamptz group by order_facts.path order by order_facts.path`;
}

/** How many orders ended in one way for one reason. */
export interface FailureRow {
  readonly path: OrderPath | 'unknown';
  readonly status: string;
  readonly code: string;
  readonly count: number;
}

/** Why orders placed in a period ended, the most frequent reason first. */
export async function failuresOf(tx: AnalyticsTx, { from, to }: Period): Promise<readonly FailureRow[]> {
  return tx.$queryRaw<FailureRow[]>`
    select coalesce(path::text, 'unknown') as path, status::text as status, failure_code as code, count(*)::int as count from order_facts
    where cohort_at >= ${from}::timestamptz and cohort_at < ${to}::timestamptz and failure_code is not null group by 1, 2, 3 order by 4 desc, 3, 1, 2`;
}

/** What went before orders: carts that were first filled in a period, and payments that were declined in it, by reason. */
export async function beforeOrders(tx: AnalyticsTx, { from, to }: Period) {
  const carts = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from cart_facts where filled_at >= ${from}::timestamptz and filled_at < ${to}::timestamptz`;
  const declines = await tx.$queryRaw<Omit<FailureRow, 'status'>[]>`
    select path::text as path, code, count(*)::int as count from money_facts
    where kind = 'declined' and at >= ${from}::timestamptz and at < ${to}::timestamptz group by 1, 2 order by 3 desc, 2, 1`;
  return { carts: carts[0]?.count ?? 0, declines };
}

/** How long one way took, in milliseconds; nulls where nobody went it. */
export interface LatencyRow {
  readonly count: number;
  readonly quantiles: readonly number[] | null;
}

/** The ways that are measured: the whole one, and to each step from whatever came before it. */
export const ways = ['completed', 'paid', 'reserved', 'shipped', 'finished'] as const;

const QUANTILES = Prisma.raw('array[0.5, 0.95, 0.99]');

/** Paid and reserved come in either order, by path: a step begins where the one before it, whichever that was, ended. */
const durations = Prisma.sql`
  completed_at - placed_at as completed,
  paid_at - greatest(placed_at, case when reserved_at < paid_at then reserved_at end) as paid,
  reserved_at - greatest(placed_at, case when paid_at <= reserved_at then paid_at end) as reserved,
  shipped_at - greatest(placed_at, paid_at, reserved_at) as shipped,
  completed_at - greatest(placed_at, paid_at, reserved_at, shipped_at) as finished`;

const ofWay = (way: string): Prisma.Sql => {
  const took = Prisma.raw(way);
  // Two services' clocks never agree to the last bit: a step that took less than nothing took nothing.
  return Prisma.sql`json_build_object('count', count(${took}), 'quantiles', percentile_cont(${QUANTILES})
    within group (order by greatest(date_part('epoch', ${took}) * 1000, 0)) filter (where ${took} is not null)) as ${took}`;
};

/** How long the orders placed in a period took, in all and step by step: p50, p95 and p99. */
export async function latencyOf(
  tx: AnalyticsTx,
  { from, to }: Period,
  path: OrderPath | undefined,
): Promise<Readonly<Record<(typeof ways)[number], LatencyRow>>> {
  const rows = await tx.$queryRaw<Record<(typeof ways)[number], LatencyRow>[]>`
    select ${Prisma.join(ways.map(ofWay))} from (
      select ${durations} from order_facts where placed_at is not null and cohort_at >= ${from}::timestamptz and cohort_at < ${to}::timestamptz
        and ${path === undefined ? Prisma.sql`true` : Prisma.sql`path = ${path}::order_path`}
    ) took`;
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate has one row');
  return row;
}

/** How often something was sold. */
export interface ProductRow {
  readonly sku: string;
  readonly pieces: number;
  readonly orders: number;
}

/** What was sold most, in pieces, by orders placed in a period that are paid and not dead: the dead statuses come after COMPLETED. */
export async function topProducts(tx: AnalyticsTx, { from, to }: Period, limit: number): Promise<readonly ProductRow[]> {
  const rows = await tx.$queryRaw<{ sku: string; pieces: bigint; orders: number }[]>`
    select sku, sum(quantity) as pieces, count(*)::int as orders from order_items join order_facts using (order_id)
    where cohort_at >= ${from}::timestamptz and cohort_at < ${to}::timestamptz and paid_at is not null
      and (status is null or status <= 'COMPLETED')
    group by sku order by pieces desc, sku collate "C" limit ${limit}`;
  return rows.map(({ pieces, ...row }) => ({ ...row, pieces: Number(pieces) }));
}
