import type { Address, FailureReason, ItemQuantity, OrderPath } from '@sidecart/contracts';
import type { Shelf, Shortage } from './stock.js';

/**
 * Where a reservation stands. HELD and CONFIRMED have goods set aside; EXPIRED has lost them and can take them
 * again; SHIPPED, REJECTED and RELEASED are final.
 */
export type ReservationStatus = 'HELD' | 'CONFIRMED' | 'SHIPPED' | 'EXPIRED' | 'REJECTED' | 'RELEASED';

/** The one reservation an order ever has. What the asker did not know is undefined. */
export interface Reservation {
  readonly id: string;
  readonly orderId: string;
  readonly orderNumber: string | undefined;
  readonly path: OrderPath;
  readonly customerId: string | undefined;
  readonly shippingAddress: Address | undefined;
  /** As the order lists them; never empty. */
  readonly items: readonly ItemQuantity[];
  readonly status: ReservationStatus;
  /** Only while HELD. */
  readonly expiresAt: Date | undefined;
  /** Only when REJECTED. */
  readonly missing: readonly Shortage[];
  /** Why it was undone. */
  readonly reason: string | undefined;
  /** Of the request that made it; undefined where an event did. */
  readonly idempotencyKey: string | undefined;
  /** Of the order's whole story. */
  readonly correlationId: string;
}

/** What is on record under an order's id: a reservation, or the tombstone of one undone before it was made. */
export type OnRecord = Reservation | 'BARRED';

/** What stands under an order's id, be it nothing. */
export type Standing = OnRecord | undefined;

/** Why something is refused. */
export type Refusal =
  | { readonly why: 'NO_RESERVATION' }
  | { readonly why: 'RESERVATION_RELEASED' }
  | { readonly why: 'RESERVATION_SHIPPED' }
  | { readonly why: 'RESERVATION_NOT_CONFIRMED'; readonly status: ReservationStatus }
  | { readonly why: 'OTHER_ITEMS' }
  | { readonly why: 'KEY_OF_ANOTHER_ORDER' }
  | { readonly why: 'OUT_OF_STOCK'; readonly missing: readonly Shortage[] };

/** What a decision has to tell the other services. */
export type Fact = { readonly type: 'reserved' | 'rejected' } | { readonly type: 'released'; readonly reason: FailureReason };

/** What is to be done: the reservation and the stock as they are afterwards, and what is to be told. */
export type Decision =
  | { readonly type: 'change'; readonly reservation: Reservation; readonly shelf: Shelf; readonly fact: Fact | undefined }
  | { readonly type: 'unchanged'; readonly reservation: Reservation }
  | { readonly type: 'refuse'; readonly refusal: Refusal };

/** A refusal as a decision. */
export const refuse = (refusal: Refusal): Decision => ({ type: 'refuse', refusal });

/** A hold that has run out, whether its goods have been freed already or not. */
export const isOverdue = ({ status, expiresAt }: Pick<Reservation, 'status' | 'expiresAt'>, now: Date): boolean =>
  status === 'HELD' && expiresAt !== undefined && expiresAt <= now;

/** The status at an instant: a hold that has run out is EXPIRED, also before its goods are freed. */
export const statusAt = (reservation: Reservation, now: Date): ReservationStatus => (isOverdue(reservation, now) ? 'EXPIRED' : reservation.status);
