import { randomUUID } from 'node:crypto';
import type {
  ItemQuantity,
  OrdersOrderFailed,
  PaymentPaymentCompleted,
  ShippingShipmentCancelled,
  ShippingShipmentCreated,
  ShippingShipmentFailed,
} from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

const AT = '2026-01-01T00:00:00.000Z';

/** An event of another service about an order; a fresh id each time. */
export function eventOf<Data extends { orderId?: string }>(type: string, data: Data, version = '1.0'): PlatformEvent<Data> {
  const subject = data.orderId ?? randomUUID();
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: `/services/${type.split('.')[0] ?? ''}`,
    type,
    subject,
    time: AT,
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/${type}/${version}`,
    partitionkey: subject,
    correlationid: `story-of-${subject}`,
    data,
  };
}

/** What payment says of an order of its own that is paid. */
export function paidEvent(items: ItemQuantity[], changes: Partial<PaymentPaymentCompleted> = {}): PlatformEvent<PaymentPaymentCompleted> {
  const orderId = randomUUID();
  const data: PaymentPaymentCompleted = {
    paymentId: randomUUID(),
    orderId,
    orderNumber: 'OR-00000042',
    path: 'choreography',
    customerId: 'customer-17',
    amount: { minor: 2500, currency: 'EUR' },
    idempotencyKey: `${orderId}:1`,
    method: 'card',
    items,
    completedAt: AT,
    ...changes,
  };
  return eventOf('payment.payment.completed', data, '1.1');
}

/** What shipping says of an order whose label was made. */
export function shippedEvent(orderId: string, changes: Partial<ShippingShipmentCreated> = {}): PlatformEvent<ShippingShipmentCreated> {
  const label = { shipmentId: randomUUID(), carrier: 'Parcel Line', trackingNumber: 'PL123456789' };
  const items = [{ sku: 'MUG', quantity: 1 }];
  return eventOf('shipping.shipment.created', { orderId, path: 'choreography', ...label, items, createdAt: AT, ...changes });
}

/** What shipping says of an order that will not be shipped. */
export function unshippableEvent(orderId: string, changes: Partial<ShippingShipmentFailed> = {}): PlatformEvent<ShippingShipmentFailed> {
  const reason = { code: 'UNDELIVERABLE_ADDRESS', message: 'The carrier does not deliver there.' };
  const items = [{ sku: 'MUG', quantity: 1 }];
  return eventOf('shipping.shipment.failed', { orderId, path: 'choreography', items, reason, failedAt: AT, ...changes });
}

/** What shipping says of an order whose label was cancelled. */
export function cancelledEvent(orderId: string, changes: Partial<ShippingShipmentCancelled> = {}): PlatformEvent<ShippingShipmentCancelled> {
  const label = { shipmentId: randomUUID(), trackingNumber: 'PL123456789', reason: 'The order failed.' };
  return eventOf('shipping.shipment.cancelled', { orderId, path: 'orchestration', ...label, cancelledAt: AT, ...changes });
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
    items: [{ sku: 'MUG', quantity: 1 }],
    failedAt: AT,
    ...changes,
  });
}
