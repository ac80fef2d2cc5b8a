import { planReservation } from './reserve.js';
import type { Reservation } from './reservation.js';
import type { Shelf } from './stock.js';

/** When the hold of an example runs out. */
export const holdEnd = new Date('2026-01-01T00:15:00.000Z');

/** A reservation of two mugs as it is when all goes well. */
export function planned(changes: Partial<Reservation> = {}): Reservation {
  const wanted = {
    id: 'reservation-1',
    orderId: 'order-1',
    orderNumber: 'WB-000042',
    path: 'orchestration' as const,
    customerId: 'customer-17',
    shippingAddress: undefined,
    items: [{ sku: 'MUG', quantity: 2 }],
    idempotencyKey: 'order-1-reserve',
    correlationId: 'story-1',
  };
  return { ...planReservation({ ...wanted, ...changes }, holdEnd), ...changes };
}

/** A shelf with the levels given as [on hand, reserved] by SKU. */
export function shelfOf(levels: Readonly<Record<string, readonly [number, number]>>): Shelf {
  return new Map(Object.entries(levels).map(([sku, [onHand, reserved]]) => [sku, { sku, onHand, reserved, shipped: 0, version: 1 }]));
}
