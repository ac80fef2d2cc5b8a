import type { Decision, Reservation, Standing } from '../domain/reservation.js';
import { refuse } from '../domain/reservation.js';
import { decideReserve } from '../domain/reserve.js';
import { changedLevels, type Shelf, type StockLevel } from '../domain/stock.js';
import type { WarehouseTx } from '../store/client.js';
import { insertIfAbsent, lockStandings, saveReservations } from '../store/reservation-store.js';
import { lockShelf, saveLevels } from '../store/stock-store.js';

/** What became of each reservation asked for, in the order asked, and the stock that changed through all of them. */
export interface Reserving {
  readonly decisions: readonly Decision[];
  readonly levels: readonly StockLevel[];
}

/**
 * Reserves for any number of orders in the caller's transaction, one after the other as given; those in `declined` find
 * empty shelves. Locks are taken in one order whatever is asked: first orders by id, then stock by SKU; so nobody
 * deadlocks, and the last piece goes to one.
 */
export async function reserveAll(
  tx: WarehouseTx,
  planned: readonly Reservation[],
  now: Date,
  declined: ReadonlySet<string> = new Set(),
): Promise<Reserving> {
  const inserted = await insertIfAbsent(tx, planned, now);
  const isNew = ({ id }: Reservation): boolean => inserted.has(id);
  const known = new Map(
    await lockStandings(
      tx,
      planned.filter((one) => !isNew(one)).map(({ orderId }) => orderId),
    ),
  );
  const before = await lockShelf(
    tx,
    planned.filter((one) => isNew(one) || mayTakeAgain(known.get(one.orderId))).flatMap(({ items }) => items.map(({ sku }) => sku)),
  );
  const { decisions, after } = decideInTurn(planned, { isNew, known, shelf: before, declined, now });
  const levels = changedLevels(before, after);
  // One that was new and taken is on record as planned already.
  const changed = decisions.flatMap((decision) =>
    decision.type === 'change' && !planned.includes(decision.reservation) ? [decision.reservation] : [],
  );
  await saveReservations(tx, changed, now);
  await saveLevels(tx, levels, now);
  return { decisions, levels };
}

const mayTakeAgain = (standing: Standing): boolean => typeof standing === 'object' && standing.status === 'EXPIRED';

const EMPTY: Shelf = new Map();

interface Turn {
  readonly isNew: (planned: Reservation) => boolean;
  readonly known: ReadonlyMap<string, Standing>;
  readonly shelf: Shelf;
  /** Ids of orders that are to be refused. */
  readonly declined: ReadonlySet<string>;
  readonly now: Date;
}

/** Each decision sees what those before it left: of stock, and of its own order. */
function decideInTurn(planned: readonly Reservation[], turn: Turn): { decisions: readonly Decision[]; after: Shelf } {
  const standings = new Map(turn.known);
  let after = turn.shelf;
  const decisions = planned.map((one): Decision => {
    const standing = turn.isNew(one) ? undefined : standings.get(one.orderId);
    // Not stored, and nothing under its order: its idempotency key stands for another one.
    if (!turn.isNew(one) && standing === undefined) return refuse({ why: 'KEY_OF_ANOTHER_ORDER' });
    const isDeclined = turn.declined.has(one.orderId);
    const decision = decideReserve(standing, one, isDeclined ? EMPTY : after, turn.now);
    if (decision.type !== 'refuse') standings.set(one.orderId, decision.reservation);
    if (decision.type === 'change' && !isDeclined) after = decision.shelf;
    return decision;
  });
  return { decisions, after };
}
