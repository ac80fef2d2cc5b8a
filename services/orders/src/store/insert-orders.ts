import type { Order as Sale } from '@sidecart/contracts';
import { isUniqueViolation } from '@sidecart/platform';
import type { OrdersTx } from './client.js';

/** A sale as it stands on record, whoever brought it. */
export interface RecordedSale {
  readonly sale: Sale;
  readonly recordedAt: Date;
}

/** A sale to store, and what its order begins with. */
export interface NewSale {
  readonly sale: Sale;
  readonly correlationId: string;
  readonly nextLookAt: Date;
}

interface InsertedRow {
  readonly id: string;
  readonly recordedAt: Date;
}

/** What stands on record under the ids of some sales, and which of them were new. */
export interface Insertion {
  /** By order id. A sale that is missing here has the number of another order. */
  readonly recorded: ReadonlyMap<string, RecordedSale>;
  readonly inserted: ReadonlySet<string>;
}

/**
 * Stores the sales that are not on record yet, as PAID and in one statement; what is there already is left
 * as it is. Where one of several sales has the number of another order it throws: the batch is then run
 * again sale by sale, and only the one at fault is missing from its result.
 */
export async function insertIfAbsent(tx: OrdersTx, sales: readonly NewSale[]): Promise<Insertion> {
  const rows = sales.length === 1 ? await insertAlone(tx, sales) : await insert(tx, sales);
  const inserted = new Set(rows.map(({ id }) => id));
  if (rows.length < sales.length) return { recorded: await readRecorded(tx, sales), inserted };
  const byId = new Map(sales.map(({ sale }) => [sale.id, sale]));
  const recorded = new Map<string, RecordedSale>();
  for (const { id, recordedAt } of rows) {
    const sale = byId.get(id);
    if (sale !== undefined) recorded.set(id, { sale, recordedAt });
  }
  return { recorded, inserted };
}

/** In id order, so that two batches with the same sales wait for each other instead of deadlocking. */
const insert = (tx: OrdersTx, sales: readonly NewSale[]) => tx.$queryRaw<InsertedRow[]>`
  insert into orders (id, order_number, checkout_session_id, customer_id, customer_email, currency, total_minor, content, placed_at, progress,
    correlation_id, next_look_at)
  select (sale->>'id')::uuid, sale->>'orderNumber', (sale->>'checkoutSessionId')::uuid, sale->'customer'->>'id',
    sale->'customer'->>'email', sale->>'currency', (sale->'total'->>'minor')::bigint, sale, (sale->>'placedAt')::timestamptz,
    jsonb_build_object('paymentId', sale->'payment'->>'id'), s."correlationId", s."nextLookAt"
  from jsonb_to_recordset(${JSON.stringify(sales)}::jsonb) as s(sale jsonb, "correlationId" text, "nextLookAt" timestamptz) order by 1
  on conflict (id) do nothing returning id, recorded_at as "recordedAt"`;

/**
 * Two copies inserted at the same instant can meet in the index of the numbers before they meet in that of
 * the ids. That is no taken number, so the transaction survives it and looks who has the row.
 */
async function insertAlone(tx: OrdersTx, sales: readonly NewSale[]): Promise<InsertedRow[]> {
  await tx.$executeRaw`savepoint before_insert`;
  try {
    return await insert(tx, sales);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await tx.$executeRaw`rollback to savepoint before_insert`;
    return [];
  }
}

/** A statement of its own: a row that another transaction committed meanwhile is visible only to the next one. */
async function readRecorded(tx: OrdersTx, sales: readonly NewSale[]): Promise<ReadonlyMap<string, RecordedSale>> {
  const rows = await tx.$queryRaw<(RecordedSale & { id: string })[]>`
    select id, content as sale, recorded_at as "recordedAt" from orders where id = any(${sales.map(({ sale }) => sale.id)}::uuid[])`;
  return new Map(rows.map(({ id, sale, recordedAt }) => [id, { sale, recordedAt }]));
}
