import { randomUUID } from 'node:crypto';
import type { OrdersOrderCreated, OrdersOrderFailed, ShippingShipmentFailed, WarehouseInventoryRejected } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

const AT = '2026-01-01T00:00:00.000Z';
const items = [{ sku: 'MUG-BLUE', quantity: 2 }];

/** An event of another service about an order; a fresh id each time. */
export function eventOf<Data extends { orderId: string }>(type: string, data: Data): PlatformEvent<Data> {
  const subject = data.orderId;
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: `/services/${type.split('.')[0] ?? ''}`,
    type,
    subject,
    time: AT,
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/${type}/1.0`,
    partitionkey: subject,
    correlationid: `story-of-${subject}`,
    data,
  };
}

/** What orders says of an order that goes the way of choreography. */
export function createdEvent(cardToken = 'tok_visa', changes: Partial<OrdersOrderCreated> = {}): PlatformEvent<OrdersOrderCreated> {
  return eventOf('orders.order.created', {
    orderId: randomUUID(),
    orderNumber: 'OR-00000042',
    path: 'choreography',
    customer: { id: 'customer-17', email: 'ada@example.com' },
    items,
    shippingAddress: { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' },
    couponCode: 'WELCOME10',
    expectedTotal: { minor: 2723, currency: 'EUR' },
    payment: { method: 'card', cardToken },
    placedAt: AT,
    ...changes,
  });
}

/** What orders says of a dead order. */
export function failedEvent(orderId: string, changes: Partial<OrdersOrderFailed> = {}): PlatformEvent<OrdersOrderFailed> {
  return eventOf('orders.order.failed', {
    orderId,
    orderNumber: 'OR-00000042',
    path: 'choreography',
    status: 'CANCELLED',
    reason: { code: 'CANCELLED_BY_CUSTOMER', message: 'The customer changed their mind.' },
    customer: { id: 'customer-17', email: 'ada@example.com' },
    items,
    failedAt: AT,
    ...changes,
  });
}

/** What the warehouse says of goods it does not have. */
export function rejectedEvent(orderId: string, changes: Partial<WarehouseInventoryRejected> = {}): PlatformEvent<WarehouseInventoryRejected> {
  const missing = [{ sku: 'MUG-BLUE', requested: 2, available: 1 }];
  const reason = { code: 'OUT_OF_STOCK', message: 'There is too little of MUG-BLUE.' };
  return eventOf('warehouse.inventory.rejected', { orderId, path: 'choreography', items, reason, missing, rejectedAt: AT, ...changes });
}

/** What shipping says of an order it cannot ship. */
export function unshippableEvent(orderId: string, changes: Partial<ShippingShipmentFailed> = {}): PlatformEvent<ShippingShipmentFailed> {
  const reason = { code: 'UNDELIVERABLE_ADDRESS', message: 'The carrier does not deliver there.' };
  return eventOf('shipping.shipment.failed', { orderId, path: 'choreography', items, reason, failedAt: AT, ...changes });
}
