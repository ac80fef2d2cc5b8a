import { randomUUID } from 'node:crypto';
import type { CheckoutOrderCompleted, OrdersOrderRecorded, PaymentPaymentCompleted, WarehouseStockUpdated } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

/** The moment the clock of the tests stands at. */
export const NOW = '2026-01-31T12:00:00.000Z';

/** An instant `minutes` before the clock of the tests. */
export const minutesAgo = (minutes: number): string => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

/** An event of any topic, with what the sidecar adds on its way. */
export function eventOf<Data extends object>(type: string, subject: string, data: Data, changes: object = {}): PlatformEvent<Data> {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: `/services/${type.split('.')[0]}`,
    type,
    subject,
    time: NOW,
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/${type}/1.0`,
    partitionkey: subject,
    correlationid: `story-of-${subject}`,
    data,
    ...{ topic: type, pubsubname: 'pubsub', expiration: '2026-02-28T00:00:00Z' },
    ...changes,
  };
}

/** orders says that a sale is on record. */
export function recorded(orderId: string, changes: object = {}) {
  const data: OrdersOrderRecorded = {
    orderId,
    orderNumber: 'CO-000001',
    checkoutSessionId: randomUUID(),
    path: 'choreography',
    customerId: 'customer-17',
    items: [{ sku: 'MUG-BLUE', quantity: 1 }],
    total: { minor: 2500, currency: 'EUR' },
    recordedAt: NOW,
  };
  return eventOf('orders.order.recorded', orderId, data, changes);
}

/** checkout says that a sale was made: the order is inside. */
export function sold(orderId: string, changes: object = {}) {
  const money = { minor: 2500, currency: 'EUR' };
  const checkoutSessionId = randomUUID();
  const data: CheckoutOrderCompleted = {
    checkoutSessionId,
    order: {
      ...{ id: orderId, orderNumber: 'CO-000001', checkoutSessionId, currency: 'EUR', placedAt: NOW },
      customer: { id: 'customer-17', email: 'ada@example.org' },
      items: [{ sku: 'MUG-BLUE', name: 'Mug', quantity: 1, unitPrice: money, lineTotal: money }],
      ...{ subtotal: money, total: money },
      shippingAddress: { name: 'Ada', line1: 'Main Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
      payment: { id: randomUUID(), method: 'card' },
    },
  };
  return eventOf('checkout.order.completed', orderId, data, changes);
}

/** payment says that a checkout was paid; its order is not known yet. */
export function paid(changes: object = {}) {
  const paymentId = randomUUID();
  const data: PaymentPaymentCompleted = {
    ...{ paymentId, checkoutSessionId: randomUUID(), path: 'checkout', idempotencyKey: 'key', method: 'card' as const, completedAt: NOW },
    amount: { minor: 2500, currency: 'EUR' },
  };
  return eventOf('payment.payment.completed', paymentId, data, changes);
}

/** warehouse says what it has of a SKU. */
export function stocked(sku: string, changes: object = {}) {
  const data: WarehouseStockUpdated = { sku, onHand: 5, reserved: 0, available: 5, version: 1, changedAt: NOW };
  return eventOf('warehouse.stock.updated', sku, data, changes);
}
