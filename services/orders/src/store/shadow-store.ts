import type { Acted, Discrepancy, DryRun } from '../domain/shadow-comparison.js';
import { Prisma } from '../generated/prisma/client.js';
import type { OrdersTx } from './client.js';

/** An order both paths have finished with. */
export interface Comparable {
  readonly orderId: string;
  readonly acted: Acted;
  readonly dry: DryRun;
}

interface ComparableRow {
  readonly order_id: string;
  readonly status: Acted['status'];
  readonly outcome: Acted['outcome'];
  readonly failure: { readonly code: string; readonly step?: string } | null;
  readonly total_minor: bigint | null;
  readonly currency: string;
  readonly result: DryRun;
}

/** Dry runs whose order has finished and that nobody has compared; locked, so that replicas share the work. */
export async function lockComparable(tx: OrdersTx, limit: number): Promise<readonly Comparable[]> {
  const rows = await tx.$queryRaw<ComparableRow[]>`
    select s.order_id, o.status, o.outcome, o.failure, o.total_minor, o.currency, s.result
    from shadow_results s join orders o on o.id = s.order_id
    where s.compared_at is null and o.outcome is not null
    order by s.finished_at limit ${limit} for update of s skip locked`;
  return rows.map(({ order_id, status, outcome, failure, total_minor, currency, result }) => ({
    orderId: order_id,
    acted: {
      ...{ status, outcome },
      step: failure?.step,
      code: failure?.code,
      total: total_minor === null ? undefined : { minor: Number(total_minor), currency },
    },
    dry: result,
  }));
}

/** A difference found, with both sides. */
export interface FoundDiscrepancy extends Comparable {
  readonly discrepancy: Discrepancy;
}

/** Stores what a comparison found, and that it was made. */
export async function saveComparison(tx: OrdersTx, compared: readonly string[], found: readonly FoundDiscrepancy[], now: Date): Promise<void> {
  await tx.shadowDiscrepancy.createMany({
    data: found.map(({ orderId, acted, dry, discrepancy: { kind, byDesign } }) => ({
      ...{ orderId, kind, byDesign, foundAt: now },
      choreography: { ...acted } as unknown as Prisma.InputJsonObject,
      orchestration: { ...dry } as unknown as Prisma.InputJsonObject,
    })),
    skipDuplicates: true,
  });
  await tx.shadowResult.updateMany({ where: { orderId: { in: [...compared] } }, data: { comparedAt: now } });
}

/** How the dry runs went. */
export interface ShadowCounts {
  readonly compared: number;
  readonly waiting: number;
  readonly discrepancies: number;
  readonly byDesign: number;
}

/** Counts the dry runs since then. */
export async function countShadow(tx: Pick<OrdersTx, '$queryRaw'>, since: Date): Promise<ShadowCounts> {
  const rows = await tx.$queryRaw<ShadowCounts[]>`
    select (count(*) filter (where compared_at is not null))::int as compared, (count(*) filter (where compared_at is null))::int as waiting,
      (select count(*)::int from shadow_discrepancies where not by_design and found_at >= ${since}) as discrepancies,
      (select count(*)::int from shadow_discrepancies where by_design and found_at >= ${since}) as "byDesign"
    from shadow_results where finished_at >= ${since}`;
  return rows[0] ?? { compared: 0, waiting: 0, discrepancies: 0, byDesign: 0 };
}

/** Which discrepancies are listed. */
export interface DiscrepancyQuery {
  readonly limit: number;
  /** The id the page before ended with. */
  readonly after: number | undefined;
  readonly byDesign: boolean | undefined;
}

/** One discrepancy on record. */
export type DiscrepancyRow = Awaited<ReturnType<OrdersTx['shadowDiscrepancy']['findMany']>>[number];

/** Discrepancies, newest first. */
export async function listDiscrepancies(
  tx: Pick<OrdersTx, 'shadowDiscrepancy'>,
  { limit, after, byDesign }: DiscrepancyQuery,
): Promise<DiscrepancyRow[]> {
  const where: Prisma.ShadowDiscrepancyWhereInput = {
    ...(after === undefined ? {} : { id: { lt: after } }),
    ...(byDesign === undefined ? {} : { byDesign }),
  };
  return tx.shadowDiscrepancy.findMany({ where, orderBy: { id: 'desc' }, take: limit });
}
