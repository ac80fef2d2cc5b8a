import type { Address, ItemQuantity, OrderPath } from '@sidecart/contracts';
import type { OnRecord, Reservation, ReservationStatus } from '../domain/reservation.js';
import type { Shortage } from '../domain/stock.js';
import { Prisma } from '../generated/prisma/client.js';

/** A reservation's row as `reservationColumns` reads it; a tombstone has no id. */
export interface ReservationRow {
  readonly id: string | null;
  readonly order_id: string;
  readonly idempotency_key: string | null;
  readonly correlation_id: string;
  readonly order_number: string | null;
  readonly path: OrderPath;
  readonly customer_id: string | null;
  readonly shipping_address: Address | null;
  readonly items: readonly ItemQuantity[];
  readonly status: ReservationStatus;
  readonly expires_at: Date | null;
  readonly missing: readonly Shortage[];
  readonly reason: string | null;
}

/** The columns a reservation is made of. */
export const reservationColumns = Prisma.sql`id, order_id, idempotency_key, correlation_id, order_number, path, customer_id, shipping_address,
  items, status, expires_at, missing, reason`;

/** What a row stands for. */
export function toStanding(row: ReservationRow): OnRecord {
  return row.id === null ? 'BARRED' : toReservation(row.id, row);
}

function toReservation(id: string, row: ReservationRow): Reservation {
  return {
    id,
    orderId: row.order_id,
    orderNumber: row.order_number ?? undefined,
    path: row.path,
    customerId: row.customer_id ?? undefined,
    shippingAddress: row.shipping_address ?? undefined,
    items: row.items,
    status: row.status,
    expiresAt: row.expires_at ?? undefined,
    missing: row.missing,
    reason: row.reason ?? undefined,
    idempotencyKey: row.idempotency_key ?? undefined,
    correlationId: row.correlation_id,
  };
}
