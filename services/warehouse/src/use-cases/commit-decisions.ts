import type { Platform } from '@sidecart/platform';
import type { Decision } from '../domain/reservation.js';
import { changedLevels, type Shelf } from '../domain/stock.js';
import { inventoryEvent, stockEvent } from '../inventory-events.js';
import type { WarehouseTx } from '../store/client.js';
import { saveReservations } from '../store/reservation-store.js';
import { saveLevels } from '../store/stock-store.js';

/** Decisions about locked reservations, made one on the shelf the other left, and that shelf before and after them. */
export interface Decided {
  readonly decisions: readonly Decision[];
  readonly before: Shelf;
  readonly after: Shelf;
}

/** Stores what decisions changed, reservations and stock, with the events that tell of it. */
export async function commitDecisions(
  publisher: Platform['publisher'],
  tx: WarehouseTx,
  { decisions, before, after }: Decided,
  now: Date,
): Promise<void> {
  const changes = decisions.filter((decision) => decision.type === 'change');
  const levels = changedLevels(before, after);
  await saveReservations(
    tx,
    changes.map(({ reservation }) => reservation),
    now,
  );
  await saveLevels(tx, levels, now);
  const facts = changes.flatMap(({ reservation, fact }) => (fact === undefined ? [] : [inventoryEvent(reservation, fact, now)]));
  await publisher.publishAll(tx, [...facts, ...levels.map((level) => stockEvent(level, now))]);
}
