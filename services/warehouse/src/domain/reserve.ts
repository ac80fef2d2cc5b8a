import type { OrderPath } from '@sidecart/contracts';
import { isOverdue, refuse, type Decision, type Reservation, type ReservationStatus, type Standing } from './reservation.js';
import { sameDemand, setAside, shortages, type Shelf } from './stock.js';

/** What is asked for: who wants which items. */
export type Wanted = Omit<Reservation, 'status' | 'expiresAt' | 'missing' | 'reason'>;

/** Choreography reserves what is paid for already, so for good; on the other paths goods are held for a time. */
const forGood = (path: OrderPath): boolean => path === 'choreography';

/** The reservation as it is when all goes well; a hold runs until `expiresAt`. */
export function planReservation(wanted: Wanted, expiresAt: Date): Reservation {
  const kept: { status: ReservationStatus; expiresAt: Date | undefined } = forGood(wanted.path)
    ? { status: 'CONFIRMED', expiresAt: undefined }
    : { status: 'HELD', expiresAt };
  return { ...wanted, ...kept, missing: [], reason: undefined };
}

/**
 * Decides about a reservation that is asked for, all items or none. An order is decided about once: asking again,
 * however late, finds what was decided. Only goods lost with an expired hold can be taken again.
 */
export function decideReserve(standing: Standing, planned: Reservation, shelf: Shelf, now: Date): Decision {
  if (standing === undefined) return take(planned, shelf);
  if (standing === 'BARRED') return refuse({ why: 'RESERVATION_RELEASED' });
  if (!sameDemand(standing.items, planned.items)) return refuse({ why: 'OTHER_ITEMS' });
  const { status, expiresAt } = planned;
  switch (standing.status) {
    case 'RELEASED':
      return refuse({ why: 'RESERVATION_RELEASED' });
    case 'REJECTED':
      return refuse({ why: 'OUT_OF_STOCK', missing: standing.missing });
    case 'EXPIRED':
      return take({ ...standing, status, expiresAt }, shelf);
    case 'HELD':
      // Run out and not freed yet: the goods are still set aside, so the hold just begins anew.
      if (isOverdue(standing, now)) return { type: 'change', reservation: { ...standing, status, expiresAt }, shelf, fact: undefined };
      return { type: 'unchanged', reservation: standing };
    case 'CONFIRMED':
    case 'SHIPPED':
      return { type: 'unchanged', reservation: standing };
  }
}

/** A refusal stands for ever, so that whoever was told of it need not undo anything later. */
function take(reservation: Reservation, shelf: Shelf): Decision {
  const missing = shortages(shelf, reservation.items);
  if (missing.length > 0) {
    const rejected: Reservation = { ...reservation, status: 'REJECTED', expiresAt: undefined, missing };
    return { type: 'change', reservation: rejected, shelf, fact: { type: 'rejected' } };
  }
  return { type: 'change', reservation, shelf: setAside(shelf, reservation.items), fact: { type: 'reserved' } };
}
