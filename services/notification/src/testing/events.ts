import { randomUUID } from 'node:crypto';
import type { OrdersOrderCompleted, OrdersOrderFailed, PaymentPaymentFailed, ShippingShipmentCreated } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

/** When everything happens that does not say otherwise: the tests' clock stands there. */
export const AT = '2026-01-01T00:00:00.000Z';

let numbers = 0;
const nextNumber = (): string => `OR-${String((numbers += 1)).padStart(8, '0')}`;
const items = [{ sku: 'MUG-BLUE', quantity: 2 }];
const total = { minor: 3025, currency: 'EUR' };
const customerOf = (orderId: string) => ({ id: 'customer-17', email: `ada+${orderId}@example.com` });

/** An event of a topic; a fresh id each time. */
export function eventOf<Data extends object>(type: string, version: string, data: Data, changes: object = {}): PlatformEvent<Data> {
  const orderId = (data as { orderId?: string }).orderId ?? randomUUID();
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: `/services/${type.split('.')[0] ?? ''}`,
    type,
    subject: orderId,
    time: AT,
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/${type}/${version}`,
    partitionkey: orderId,
    correlationid: `story-of-${orderId}`,
    data,
    ...changes,
  };
}

/** An order that was completed. */
export function completed(changes: Partial<OrdersOrderCompleted> = {}, envelope: object = {}): PlatformEvent<OrdersOrderCompleted> {
  const orderId = changes.orderId ?? randomUUID();
  const about = { orderId, orderNumber: nextNumber(), path: 'choreography' as const, customer: customerOf(orderId), items, total };
  const data = { ...about, carrier: 'Parcel Line', trackingNumber: 'PL123456789', placedAt: AT, completedAt: AT, ...changes };
  return eventOf('orders.order.completed', '1.0', data, envelope);
}

/** An order that has died. */
export function failed(changes: Partial<OrdersOrderFailed> = {}, envelope: object = {}): PlatformEvent<OrdersOrderFailed> {
  const orderId = changes.orderId ?? randomUUID();
  const about = { orderId, orderNumber: nextNumber(), path: 'choreography' as const, customer: customerOf(orderId), items, total };
  const data = { ...about, status: 'FAILED' as const, reason: { code: 'OUT_OF_STOCK', message: 'No mugs on shelf 7.' }, failedAt: AT, ...changes };
  return eventOf('orders.order.failed', '1.0', data, envelope);
}

/** A payment that was refused. */
export function paymentFailed(changes: Partial<PaymentPaymentFailed> = {}, envelope: object = {}): PlatformEvent<PaymentPaymentFailed> {
  const orderId = randomUUID();
  const about = { paymentId: randomUUID(), orderId, path: 'choreography' as const, amount: total, idempotencyKey: `${orderId}:1` };
  const data = { ...about, reason: { code: 'CARD_DECLINED', message: 'The issuer declined the card.' }, failedAt: AT, ...changes };
  return eventOf('payment.payment.failed', '1.1', data, envelope);
}

/** Goods that were handed to a carrier. */
export function shipped(changes: Partial<ShippingShipmentCreated> = {}, envelope: object = {}): PlatformEvent<ShippingShipmentCreated> {
  const parcel = { shipmentId: randomUUID(), carrier: 'Parcel Line', trackingNumber: 'PL123456789', items, createdAt: AT };
  const data = { orderId: randomUUID(), path: 'choreography' as const, ...parcel, ...changes };
  return eventOf('shipping.shipment.created', '1.0', data, envelope);
}
