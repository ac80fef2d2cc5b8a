import type { Decision, Standing } from '../domain/reservation.js';
import { changedLevels, type Shelf, type StockLevel } from '../domain/stock.js';
import type { WarehouseTx } from '../store/client.js';
import { lockStandings, saveReservations } from '../store/reservation-store.js';
import { lockShelf, saveLevels } from '../store/stock-store.js';

/** What is to happen to one order's reservation. */
export interface Change {
  readonly orderId: string;
  readonly decide: (standing: Standing, shelf: Shelf) => Decision;
}

/** What became of each change, in the order asked, and the stock that changed through all of them. */
export interface Changed {
  readonly decisions: readonly Decision[];
  readonly levels: readonly StockLevel[];
}

/**
 * Changes any number of reservations in the caller's transaction, one after the other as given, and stores what changed.
 * Locks are taken as everywhere: orders by id, then stock by SKU, so that no two transactions deadlock.
 */
export async function changeAll(tx: WarehouseTx, changes: readonly Change[], now: Date): Promise<Changed> {
  const standings = new Map(
    await lockStandings(
      tx,
      changes.map(({ orderId }) => orderId),
    ),
  );
  const before = await lockShelf(tx, [...standings.values()].flatMap(skusOf));
  let after = before;
  const decisions = changes.map(({ orderId, decide }): Decision => {
    const decision = decide(standings.get(orderId), after);
    if (decision.type === 'change') {
      standings.set(orderId, decision.reservation);
      after = decision.shelf;
    }
    return decision;
  });
  const levels = changedLevels(before, after);
  await saveReservations(
    tx,
    decisions.flatMap((decision) => (decision.type === 'change' ? [decision.reservation] : [])),
    now,
  );
  await saveLevels(tx, levels, now);
  return { decisions, levels };
}

const skusOf = (standing: Standing): readonly string[] => (typeof standing === 'object' ? standing.items.map(({ sku }) => sku) : []);
