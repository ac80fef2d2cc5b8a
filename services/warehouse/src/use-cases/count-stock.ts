import { Conflict, NotFound, PreconditionFailed, type AppError, type Platform } from '@sidecart/platform';
import { decideCount, type CountRefusal, type ExpectedVersion } from '../domain/count.js';
import type { StockLevel } from '../domain/stock.js';
import { stockEvent } from '../inventory-events.js';
import type { WarehouseTx } from '../store/client.js';
import { findStock, insertLevel, lockShelf, saveLevels, type ShownStock } from '../store/stock-store.js';

/** A count of what is in the warehouse, in pieces. */
export interface Count {
  readonly sku: string;
  readonly onHand: number;
  /** The versions it was made of; `none` for a SKU that is not kept yet. */
  readonly expected: ExpectedVersion | 'none';
}

/** Takes a count over; resolves to the stock as it stands afterwards. */
export type CountStock = (count: Count) => Promise<ShownStock>;

/** Makes it. Throws NotFound, PreconditionFailed, Conflict BELOW_RESERVED. */
export function createCountStock({ database, clock, publisher }: Platform<WarehouseTx>): CountStock {
  return (count) =>
    database.transaction(async (tx) => {
      const now = clock.now();
      const level = await (count.expected === 'none' ? keep(tx, count, now) : recount(tx, count, count.expected, now));
      if (level !== undefined) await publisher.publish(tx, stockEvent(level, now));
      const stock = await findStock(tx, count.sku);
      if (stock === undefined) throw new NotFound('stock of', count.sku);
      return stock;
    });
}

async function keep(tx: WarehouseTx, { sku, onHand }: Count, now: Date): Promise<StockLevel> {
  const level = await insertLevel(tx, sku, onHand, now);
  if (level === undefined) throw new PreconditionFailed('the SKU is kept already; send If-Match with its ETag');
  return level;
}

/** Resolves to undefined where the count says what is on record. */
async function recount(tx: WarehouseTx, { sku, onHand }: Count, expected: ExpectedVersion, now: Date): Promise<StockLevel | undefined> {
  const before = (await lockShelf(tx, [sku])).get(sku);
  if (before === undefined) throw new NotFound('stock of', sku);
  const decision = decideCount(before, onHand, expected);
  if (decision.type === 'refuse') throw countRefusal(decision.refusal);
  if (decision.type === 'unchanged') return undefined;
  await saveLevels(tx, [decision.level], now);
  return decision.level;
}

function countRefusal(refusal: CountRefusal): AppError {
  if (refusal.why === 'STALE') return new PreconditionFailed('the stock has another version than If-Match names; read it again');
  const { why, reserved } = refusal;
  return new Conflict(why, `${reserved} pieces are set aside for orders`, { details: { reserved } });
}
