import type { ApiResponse } from '@sidecart/platform';
import type { Period } from './domain/period.js';
import type { ShownOrder } from './store/order-facts-store.js';
import type { FailureRow, FunnelRow, LatencyRow, ProductRow, RevenueRow, ways } from './store/reports.js';

const ok = (body: object): ApiResponse => ({ status: 200, body });

/** Money row by row, and its sums by currency; amounts in minor units. */
export function revenueAnswer(period: Period, by: string, rows: readonly RevenueRow[]): ApiResponse {
  const net = <Row extends Pick<RevenueRow, 'captured' | 'refunded'>>(row: Row) => ({ ...row, net: row.captured - row.refunded });
  const totals = new Map<string, Omit<RevenueRow, 'at'>>();
  for (const { at: _at, ...row } of rows) {
    const sum = totals.get(row.currency) ?? { currency: row.currency, captures: 0, captured: 0, refunds: 0, refunded: 0 };
    totals.set(row.currency, {
      currency: row.currency,
      captures: sum.captures + row.captures,
      captured: sum.captured + row.captured,
      refunds: sum.refunds + row.refunds,
      refunded: sum.refunded + row.refunded,
    });
  }
  return ok({ ...period, by, totals: [...totals.values()].map(net), items: rows.map(net) });
}

const STEPS = ['placed', 'paid', 'reserved', 'shipped', 'completed', 'rejected', 'failed', 'cancelled'] as const;

/** What a funnel is made of. */
export interface Funnel {
  readonly paths: readonly FunnelRow[];
  readonly failures: readonly FailureRow[];
  readonly carts: number;
  readonly declines: readonly Omit<FailureRow, 'status'>[];
}

/** How many orders came how far: in all, and by path. */
export function funnelAnswer(period: Period, { paths, failures, carts, declines }: Funnel): ApiResponse {
  const total = Object.fromEntries(STEPS.map((step) => [step, paths.reduce((sum, row) => sum + row[step], 0)]));
  const byPath = Object.fromEntries(paths.map(({ path, ...counts }) => [path, counts]));
  return ok({ ...period, carts, total, byPath, failures, declines });
}

/** p50, p95 and p99 in milliseconds, of the whole way and of each step; null where no order went it. */
export function latencyAnswer(period: Period, path: string | undefined, rows: Readonly<Record<(typeof ways)[number], LatencyRow>>): ApiResponse {
  const { completed, paid, reserved, shipped, finished } = rows;
  const steps = { paid: shown(paid), reserved: shown(reserved), shipped: shown(shipped), completed: shown(finished) };
  return ok({ ...period, ...(path === undefined ? {} : { path }), placedToCompleted: shown(completed), steps });
}

function shown({ count, quantiles }: LatencyRow) {
  const [p50, p95, p99] = (quantiles ?? []).map(Math.round);
  return { count, p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null };
}

/** What was sold most. */
export const productsAnswer = (period: Period, items: readonly ProductRow[]): ApiResponse => ok({ ...period, items });

/** What is known of one order; what is not known is left out. */
export const orderAnswer = ({ totalMinor, refundedMinor, ...known }: ShownOrder): ApiResponse =>
  ok({
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)),
    ...(totalMinor === null ? {} : { totalMinor: Number(totalMinor) }),
    refundedMinor: Number(refundedMinor),
  });
