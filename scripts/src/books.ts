import { withClient } from './stack/databases.js';
import type { PlacedSale } from './sales-client.js';

/** Where each service keeps its side of the books. */
export interface BookUrls {
  readonly checkout: string;
  readonly orders: string;
  readonly payment: string;
}

/** What the three databases say, side by side. Money is in minor units. */
export interface Books {
  readonly sales: number;
  readonly captured: number;
  readonly orders: number;
  readonly capturedMinor: bigint;
  readonly ordersMinor: bigint;
  /** Orders beyond one a checkout session, and captures beyond one a sale. */
  readonly duplicates: number;
  /** Of the sales asked for: when each order row was written, in milliseconds since 1970. */
  readonly recordedAt: ReadonlyMap<string, number>;
}

/** Reads the books; `placed` are the sales to look for by order id. */
export async function readBooks(urls: BookUrls, placed: readonly PlacedSale[]): Promise<Books> {
  const ids = placed.map((sale) => sale.orderId);
  const [sales, captures, orders, recordedAt] = await Promise.all([
    one(urls.checkout, 'select count(*) as rows from sales'),
    one(
      urls.payment,
      `select count(*) as rows, count(*) - count(distinct reference_id) as extra, coalesce(sum(amount_minor), 0) as minor
         from payments where status = 'CAPTURED'`,
    ),
    one(
      urls.orders,
      'select count(*) as rows, count(*) - count(distinct checkout_session_id) as extra, coalesce(sum(total_minor), 0) as minor from orders',
    ),
    readRecorded(urls.orders, ids),
  ]);
  return {
    sales: Number(sales['rows']),
    captured: Number(captures['rows']),
    orders: Number(orders['rows']),
    capturedMinor: BigInt(captures['minor'] ?? 0),
    ordersMinor: BigInt(orders['minor'] ?? 0),
    duplicates: Number(captures['extra']) + Number(orders['extra']),
    recordedAt,
  };
}

/** How many of these orders stand in orders' own database. */
export async function readRecorded(url: string, ids: readonly string[]): Promise<Map<string, number>> {
  const sql = 'select id, extract(epoch from recorded_at) * 1000 as at from orders where id = any($1::uuid[])';
  const { rows } = await withClient(url, (client) => client.query<{ id: string; at: string }>(sql, [ids]));
  return new Map(rows.map((row) => [row.id, Number(row.at)]));
}

async function one(url: string, sql: string): Promise<Readonly<Record<string, string>>> {
  const { rows } = await withClient(url, (client) => client.query<Record<string, string>>(sql));
  return rows[0] ?? {};
}

/** The judgement on a demo's books. */
export interface Verdict {
  readonly placed: number;
  readonly recorded: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Compares what was placed with what the books hold. A negative delay, the row having been faster than the answer, counts as it is. */
export function judge(placed: readonly PlacedSale[], books: Books): Verdict {
  const found = placed.filter((sale) => books.recordedAt.has(sale.orderId));
  const delays = found.map((sale) => (books.recordedAt.get(sale.orderId) ?? 0) - sale.answeredAt).sort((a, b) => a - b);
  return {
    placed: placed.length,
    recorded: found.length,
    duplicates: books.duplicates,
    lost: placed.length - found.length,
    p50Ms: percentile(delays, 0.5),
    p99Ms: percentile(delays, 0.99),
  };
}

/** Whether every sale has exactly one captured payment and one order, of the same money. */
export function isBalanced(verdict: Verdict, books: Books): boolean {
  const counts = [books.sales, books.captured, books.orders, verdict.recorded].every((count) => count === verdict.placed);
  return counts && verdict.duplicates === 0 && verdict.lost === 0 && books.capturedMinor === books.ordersMinor;
}

/** The nearest-rank percentile of sorted values, to a tenth; 0 of none. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1));
  return Math.round((sorted[rank] ?? 0) * 10) / 10;
}
