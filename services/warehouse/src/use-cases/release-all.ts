import { decideRelease } from '../domain/progress.js';
import { refuse } from '../domain/reservation.js';
import type { WarehouseTx } from '../store/client.js';
import { insertTombstones } from '../store/reservation-store.js';
import { changeAll, type Change, type Changed } from './change-all.js';

/** A reservation to undo, and why. */
export interface Release {
  readonly orderId: string;
  readonly reason: string;
}

/**
 * Undoes the reservations of any number of orders in the caller's transaction. An order with nothing on record is barred
 * from ever reserving; it is decided about as RESERVATION_RELEASED.
 */
export async function releaseAll(tx: WarehouseTx, releases: readonly Release[], now: Date): Promise<Changed> {
  await insertTombstones(tx, releases, now);
  const changes = releases.map(({ orderId, reason }): Change => ({
    orderId,
    decide: (standing, shelf) => (typeof standing === 'object' ? decideRelease(standing, shelf, reason) : refuse({ why: 'RESERVATION_RELEASED' })),
  }));
  return changeAll(tx, changes, now);
}
