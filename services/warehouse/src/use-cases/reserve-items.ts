import { AppError, type Faults, type Platform } from '@sidecart/platform';
import { declinedOrders } from '../faults.js';
import { inventoryEvent, stockEvent } from '../inventory-events.js';
import type { Reservation } from '../domain/reservation.js';
import { planReservation, type Wanted } from '../domain/reserve.js';
import type { WarehouseTx } from '../store/client.js';
import { refusalError } from './refusal-error.js';
import { reserveAll } from './reserve-all.js';

/** Sets the items of one order aside; resolves to its reservation and whether anything changed through this call. */
export type ReserveItems = (wanted: Omit<Wanted, 'id'>) => Promise<{ readonly reservation: Reservation; readonly changed: boolean }>;

/**
 * Reserves for whoever asks. A refusal for want of stock commits with its event and is thrown only then, so that it
 * is as lasting as a reservation. Throws Conflict OUT_OF_STOCK or RESERVATION_RELEASED, Unprocessable RESERVATION_DIFFERS
 * or IDEMPOTENCY_KEY_REUSED. Holds last `ttlMs` milliseconds.
 */
export function createReserveItems({ database, clock, newId, publisher }: Platform<WarehouseTx>, faults: Faults, ttlMs: number): ReserveItems {
  return async (wanted) => {
    const declined = await declinedOrders(faults, [wanted.orderId]);
    const now = clock.now();
    const planned = planReservation({ ...wanted, id: newId() }, new Date(now.getTime() + ttlMs));
    const decision = await database.transaction(async (tx) => {
      const { decisions, levels } = await reserveAll(tx, [planned], now, declined);
      const facts = decisions.flatMap((made) => (made.type === 'change' && made.fact ? [inventoryEvent(made.reservation, made.fact, now)] : []));
      await publisher.publishAll(tx, [...facts, ...levels.map((level) => stockEvent(level, now))]);
      return decisions[0];
    });
    if (decision === undefined) throw new AppError('NOT_DECIDED', `nothing was decided about order ${wanted.orderId}`);
    if (decision.type === 'refuse') throw refusalError(decision.refusal, wanted.orderId);
    const { reservation } = decision;
    if (reservation.status === 'REJECTED') throw refusalError({ why: 'OUT_OF_STOCK', missing: reservation.missing }, wanted.orderId);
    return { reservation, changed: decision.type === 'change' };
  };
}
