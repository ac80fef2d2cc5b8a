import { Conflict, NotFound, Unprocessable, type AppError } from '@sidecart/platform';
import type { Refusal } from '../domain/reservation.js';

/** A refusal about an order's reservation as an error. */
export function refusalError(refusal: Refusal, orderId: string): AppError {
  switch (refusal.why) {
    case 'NO_RESERVATION':
      return new NotFound('reservation of order', orderId);
    case 'RESERVATION_RELEASED':
      return new Conflict(refusal.why, 'the reservation of this order was undone; there will be no other');
    case 'RESERVATION_SHIPPED':
      return new Conflict(refusal.why, 'the goods have left the warehouse');
    case 'RESERVATION_NOT_CONFIRMED':
      return new Conflict(refusal.why, 'only confirmed goods leave the warehouse', { details: { reservationStatus: refusal.status } });
    case 'OUT_OF_STOCK':
      return new Conflict(refusal.why, 'there is too little in stock', { details: { missing: refusal.missing } });
    case 'OTHER_ITEMS':
      return new Unprocessable('RESERVATION_DIFFERS', 'the reservation of this order is for other items');
    case 'KEY_OF_ANOTHER_ORDER':
      return new Unprocessable('IDEMPOTENCY_KEY_REUSED', 'this idempotency key was used for another order');
  }
}
