import { percentile } from '../books.js';
import { withClient } from '../stack/databases.js';
import type { PlacedOrder } from './orders-api.js';

/** Where the services keep what is compared. */
export interface OrderBookUrls {
  readonly orders: string;
  readonly payment: string;
  readonly warehouse: string;
}

/** What the services' books say of some orders, side by side. */
export interface OrderBooks {
  readonly orders: readonly OrderLine[];
  /** Orders for which the provider holds money. */
  readonly charged: ReadonlySet<string>;
  /** How the warehouse's reservation of each order stands. */
  readonly reservations: ReadonlyMap<string, string>;
}

/** One order as orders has it. */
export interface OrderLine {
  readonly id: string;
  readonly status: string;
  readonly outcome: string | null;
  /** Why it is dead; null while it is not. */
  readonly reason: string | null;
  /** From placing to the end, milliseconds; null while it is not over. */
  readonly lastedMs: number | null;
}

/** Reads the books of these orders. */
export async function readOrderBooks(urls: OrderBookUrls, ids: readonly string[]): Promise<OrderBooks> {
  const [orders, charges, reservations] = await Promise.all([
    query<OrderLine>(
      urls.orders,
      `select id, status, outcome, failure ->> 'code' as reason, (extract(epoch from finished_at - placed_at) * 1000)::float8 as "lastedMs" from orders where id = any($1::uuid[])`,
      ids,
    ),
    query<{ id: string }>(
      urls.payment,
      `select distinct split_part(key, ':', 1) as id from simulator_charges
       where status = 'captured' and refunded_minor < amount_minor and split_part(key, ':', 1) = any($1::text[])`,
      ids,
    ),
    query<{ id: string; status: string }>(urls.warehouse, 'select order_id as id, status from reservations where order_id = any($1::uuid[])', ids),
  ]);
  return {
    orders,
    charged: new Set(charges.map(({ id }) => id)),
    reservations: new Map(reservations.map(({ id, status }) => [id, status])),
  };
}

async function query<Row>(url: string, sql: string, ids: readonly string[]): Promise<Row[]> {
  return (await withClient(url, (client) => client.query(sql, [ids]))).rows as Row[];
}

/** The judgement on a demo of placed orders. */
export interface OrderVerdict {
  readonly placed: number;
  readonly completed: number;
  readonly failed: number;
  readonly compensated: number;
  readonly inReview: number;
  /** Neither over nor waiting for a human. */
  readonly stuck: number;
  /** Orders that did not complete and for which the provider still holds money. */
  readonly orphanedPayments: number;
  /** Orders whose goods do not stand as they should, and pieces the warehouse itself misses. */
  readonly stockDrift: number;
  /** How long `POST /orders` took to answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From placing to the end, of those that are over. */
  readonly finishedP50Ms: number;
  readonly finishedP99Ms: number;
  /** How many are dead for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Orders that are stuck: their ids, ten at the most. */
  readonly stuckOrders: readonly string[];
}

/** Compares what was placed with what the books hold. `failed` are those that failed without anything to undo, timeouts included. */
export function judgeOrders(placed: readonly PlacedOrder[], books: OrderBooks, warehouseDrift: number): OrderVerdict {
  const count = (fits: (line: OrderLine) => boolean): number => books.orders.filter(fits).length;
  const answers = placed.map(({ answerMs }) => answerMs).sort((a, b) => a - b);
  const lasted = books.orders.flatMap(({ lastedMs }) => lastedMs ?? []).sort((a, b) => a - b);
  const completed = count(isComplete);
  const compensated = count(({ outcome }) => outcome === 'compensated');
  const inReview = count(({ status }) => status === 'IN_REVIEW');
  const over = count(({ outcome }) => outcome !== null);
  return {
    placed: placed.length,
    completed,
    failed: over - completed - compensated,
    compensated,
    inReview,
    stuck: placed.length - over - inReview,
    orphanedPayments: count((line) => !isComplete(line) && books.charged.has(line.id)),
    stockDrift: warehouseDrift + count((line) => goodsAreWrong(line, books.reservations.get(line.id))),
    p50Ms: percentile(answers, 0.5),
    p99Ms: percentile(answers, 0.99),
    finishedP50Ms: percentile(lasted, 0.5),
    finishedP99Ms: percentile(lasted, 0.99),
    reasons: countBy(books.orders.flatMap(({ reason }) => reason ?? [])),
    stuckOrders: books.orders
      .filter(isStuck)
      .map(({ id }) => id)
      .slice(0, 10),
  };
}

/** Whether nothing is left to happen by itself. */
export const isSettled = ({ stuck, orphanedPayments, stockDrift }: OrderVerdict): boolean =>
  stuck === 0 && orphanedPayments === 0 && stockDrift === 0;

const isStuck = ({ outcome, status }: OrderLine): boolean => outcome === null && status !== 'IN_REVIEW';

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const isComplete = ({ status }: OrderLine): boolean => status === 'COMPLETED';

/** The goods of a completed order have left; those of a dead one are free. */
function goodsAreWrong({ status, outcome }: OrderLine, reservation: string | undefined): boolean {
  if (status === 'COMPLETED') return reservation !== 'SHIPPED';
  return outcome !== null && ['HELD', 'CONFIRMED', 'SHIPPED'].includes(reservation ?? '');
}
