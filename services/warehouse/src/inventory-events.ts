import {
  topics,
  type WarehouseInventoryRejected,
  type WarehouseInventoryReleased,
  type WarehouseInventoryReserved,
  type WarehouseStockUpdated,
} from '@sidecart/contracts';
import type { NewEvent } from '@sidecart/platform';
import type { Fact, Reservation } from './domain/reservation.js';
import { available, type StockLevel } from './domain/stock.js';

/** The event of what happened to a reservation. */
export function inventoryEvent(reservation: Reservation, fact: Fact, now: Date): NewEvent {
  const at = now.toISOString();
  const { orderId: subject, correlationId } = reservation;
  switch (fact.type) {
    case 'reserved':
      return { ...typed(topics.warehouseInventoryReserved, reservedData(reservation, at)), subject, correlationId };
    case 'rejected':
      return { ...typed(topics.warehouseInventoryRejected, rejectedData(reservation, at)), subject, correlationId };
    case 'released': {
      const data: WarehouseInventoryReleased = { ...about(reservation), reservationId: reservation.id, reason: fact.reason, releasedAt: at };
      return { ...typed(topics.warehouseInventoryReleased, data), subject, correlationId };
    }
  }
}

/** The event of a SKU's stock as it stands now. */
export function stockEvent(level: StockLevel, now: Date): NewEvent {
  const { sku, onHand, reserved, version } = level;
  const data: WarehouseStockUpdated = { sku, onHand, reserved, available: available(level), version, changedAt: now.toISOString() };
  return { ...typed(topics.warehouseStockUpdated, data), subject: sku };
}

/** Ties the data to the topic's type, which a bare object literal would lose. */
const typed = <Data>(topic: NewEvent<Data>['topic'], data: Data) => ({ topic, data });

function about({ orderId, orderNumber, path, customerId, items }: Reservation) {
  const known = { ...(orderNumber === undefined ? {} : { orderNumber }), ...(customerId === undefined ? {} : { customerId }) };
  return { orderId, path, ...known, items: items.map(({ sku, quantity }) => ({ sku, quantity })) };
}

function reservedData(reservation: Reservation, reservedAt: string): WarehouseInventoryReserved {
  const { id: reservationId, shippingAddress, expiresAt } = reservation;
  return {
    ...about(reservation),
    reservationId,
    ...(shippingAddress === undefined ? {} : { shippingAddress }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
    reservedAt,
  };
}

function rejectedData(reservation: Reservation, rejectedAt: string): WarehouseInventoryRejected {
  const missing = [...reservation.missing];
  const message = `There is too little of ${missing.length} of the order's SKUs.`;
  return { ...about(reservation), reason: { code: 'OUT_OF_STOCK', message }, missing, rejectedAt };
}
