import { randomUUID } from 'node:crypto';
import type { OrdersOrderFailed, WarehouseInventoryReserved } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

const AT = '2026-01-01T00:00:00.000Z';

/** Where the simulated carrier delivers; a postal code chooses what goes wrong on the way to it. */
export const addressOf = (postalCode = '3011 AA', country = 'NL') => ({
  ...{ name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam' },
  ...{ postalCode, country },
});

/** An event of another service about an order; a fresh id each time. */
export function eventOf<Data extends { orderId: string }>(type: string, data: Data): PlatformEvent<Data> {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: `/services/${type.split('.')[0] ?? ''}`,
    type,
    subject: data.orderId,
    time: AT,
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/${type}/1.0`,
    partitionkey: data.orderId,
    correlationid: `story-of-${data.orderId}`,
    data,
  };
}

/** What the warehouse says of an order whose goods are set aside. */
export function reservedEvent(changes: Partial<WarehouseInventoryReserved> = {}): PlatformEvent<WarehouseInventoryReserved> {
  return eventOf('warehouse.inventory.reserved', {
    orderId: randomUUID(),
    orderNumber: 'OR-00000042',
    path: 'choreography',
    reservationId: randomUUID(),
    customerId: 'customer-17',
    items: [{ sku: 'MUG-BLUE', quantity: 2 }],
    shippingAddress: addressOf(),
    reservedAt: AT,
    ...changes,
  });
}

/** What orders says of a dead order. */
export function deadEvent(orderId: string, changes: Partial<OrdersOrderFailed> = {}): PlatformEvent<OrdersOrderFailed> {
  return eventOf('orders.order.failed', {
    orderId,
    orderNumber: 'OR-00000042',
    path: 'choreography',
    status: 'CANCELLED',
    reason: { code: 'CANCELLED_BY_CUSTOMER', message: 'The customer changed their mind.' },
    customer: { id: 'customer-17', email: 'ada@example.com' },
    items: [{ sku: 'MUG-BLUE', quantity: 2 }],
    failedAt: AT,
    ...changes,
  });
}
