import { isOverdue, refuse, type Decision, type Fact, type Refusal, type Reservation, type Standing } from './reservation.js';
import { handOut, putBack, setAside, shortages, takeBack, type Shelf } from './stock.js';

/**
 * Decides about keeping held goods for good. A hold that has run out is taken again: at once where its goods are not
 * freed yet, else if they are still there.
 */
export function decideConfirm(standing: Standing, shelf: Shelf): Decision {
  if (standing === undefined) return refuse({ why: 'NO_RESERVATION' });
  if (standing === 'BARRED' || standing.status === 'RELEASED') return refuse({ why: 'RESERVATION_RELEASED' });
  if (standing.status === 'REJECTED') return refuse({ why: 'OUT_OF_STOCK', missing: standing.missing });
  if (standing.status === 'CONFIRMED' || standing.status === 'SHIPPED') return { type: 'unchanged', reservation: standing };
  const reservation: Reservation = { ...standing, status: 'CONFIRMED', expiresAt: undefined };
  if (standing.status === 'HELD') return { type: 'change', reservation, shelf, fact: undefined };
  const missing = shortages(shelf, standing.items);
  if (missing.length > 0) return refuse({ why: 'OUT_OF_STOCK', missing });
  return { type: 'change', reservation, shelf: setAside(shelf, standing.items), fact: { type: 'reserved' } };
}

/** Decides about letting goods leave: only confirmed ones do, and only once. */
export function decideShip(standing: Standing, shelf: Shelf): Decision {
  if (standing === undefined) return refuse({ why: 'NO_RESERVATION' });
  if (standing === 'BARRED' || standing.status === 'RELEASED') return refuse({ why: 'RESERVATION_RELEASED' });
  if (standing.status === 'SHIPPED') return { type: 'unchanged', reservation: standing };
  if (standing.status !== 'CONFIRMED') return refuse({ why: 'RESERVATION_NOT_CONFIRMED', status: standing.status });
  return { type: 'change', reservation: { ...standing, status: 'SHIPPED' }, shelf: handOut(shelf, standing.items), fact: undefined };
}

/** True where goods could not leave because the order's reservation is not there or not confirmed yet: it may come still. */
export const isEarly = (decision: Decision): boolean =>
  decision.type === 'refuse' && (decision.refusal.why === 'NO_RESERVATION' || isUnconfirmed(decision.refusal));

const isUnconfirmed = (refusal: Refusal): boolean =>
  refusal.why === 'RESERVATION_NOT_CONFIRMED' && (refusal.status === 'HELD' || refusal.status === 'EXPIRED');

/** Decides about undoing a reservation. What holds nothing has nothing to tell; what has left cannot be undone. */
export function decideRelease(standing: Reservation, shelf: Shelf, reason: string): Decision {
  const reservation: Reservation = { ...standing, status: 'RELEASED', expiresAt: undefined, reason };
  switch (standing.status) {
    case 'HELD':
    case 'CONFIRMED':
      return { type: 'change', reservation, shelf: putBack(shelf, standing.items), fact: released('ORDER_UNDONE', reason) };
    case 'EXPIRED':
      return { type: 'change', reservation, shelf, fact: undefined };
    case 'REJECTED':
    case 'RELEASED':
      return { type: 'unchanged', reservation: standing };
    case 'SHIPPED':
      return refuse({ why: 'RESERVATION_SHIPPED' });
  }
}

/**
 * Decides about goods whose label was cancelled: the carrier never took them, so they are back, and the order is dead. A
 * cancellation that is told before its label finds them confirmed still, and frees them, so that the label comes too late.
 */
export function decideReturn(standing: Standing, shelf: Shelf, reason: string): Decision {
  if (standing === undefined) return refuse({ why: 'NO_RESERVATION' });
  if (standing === 'BARRED') return refuse({ why: 'RESERVATION_RELEASED' });
  if (standing.status !== 'SHIPPED') return decideRelease(standing, shelf, reason);
  const reservation: Reservation = { ...standing, status: 'RELEASED', reason };
  return { type: 'change', reservation, shelf: takeBack(shelf, standing.items), fact: released('ORDER_UNDONE', reason) };
}

/** Decides about a hold that may have run out: its goods become free, and can be taken again. */
export function decideExpiry(standing: Reservation, shelf: Shelf, now: Date): Decision {
  if (!isOverdue(standing, now)) return { type: 'unchanged', reservation: standing };
  const reservation: Reservation = { ...standing, status: 'EXPIRED', expiresAt: undefined };
  return {
    type: 'change',
    reservation,
    shelf: putBack(shelf, standing.items),
    fact: released('HOLD_EXPIRED', 'The hold was not confirmed in time.'),
  };
}

const released = (code: string, message: string): Fact => ({ type: 'released', reason: { code, message } });
