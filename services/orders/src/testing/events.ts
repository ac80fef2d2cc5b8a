import { randomUUID } from 'node:crypto';
import type {
  PaymentPaymentCompleted,
  PaymentPaymentFailed,
  PaymentPaymentRefunded,
  ShippingShipmentCancelled,
  ShippingShipmentCreated,
  ShippingShipmentFailed,
  WarehouseInventoryRejected,
  WarehouseInventoryReleased,
  WarehouseInventoryReserved,
} from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

const at = '2026-01-01T00:00:00.000Z';
const amount = { minor: 3025, currency: 'EUR' };
const items: [{ sku: string; quantity: number }] = [{ sku: 'MUG-BLUE', quantity: 2 }];
const path = 'choreography' as const;

/** An event of another service; a fresh id each time, as a resend has. */
export function eventOf<Data>(type: string, subject: string, data: Data, version = '1.0'): PlatformEvent<Data> {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: `/services/${type.split('.')[0] ?? ''}`,
    type,
    subject,
    time: at,
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/${type}/${version}`,
    partitionkey: subject,
    correlationid: `story-of-${subject}`,
    data,
  };
}

/** The same event under another id: what a service sends that is not sure it has told. */
export const resent = <Data>(event: PlatformEvent<Data>): PlatformEvent<Data> => ({ ...event, id: randomUUID() });

/** What the other services tell of an order on the path of choreography. */
export const events = {
  paid: (orderId: string, changes: Partial<PaymentPaymentCompleted> = {}) =>
    eventOf<PaymentPaymentCompleted>(
      'payment.payment.completed',
      orderId,
      {
        ...{ paymentId: randomUUID(), orderId, path, amount, idempotencyKey: `${orderId}:1`, method: 'card', last4: '4242' },
        completedAt: at,
        ...changes,
      },
      '1.1',
    ),
  refused: (orderId: string, changes: Partial<PaymentPaymentFailed> = {}) =>
    eventOf<PaymentPaymentFailed>(
      'payment.payment.failed',
      orderId,
      {
        ...{ paymentId: randomUUID(), orderId, path, amount, idempotencyKey: `${orderId}:1`, failedAt: at },
        reason: { code: 'CARD_DECLINED', message: 'The issuer declined the card.' },
        ...changes,
      },
      '1.1',
    ),
  refunded: (orderId: string, changes: Partial<PaymentPaymentRefunded> = {}) =>
    eventOf<PaymentPaymentRefunded>('payment.payment.refunded', orderId, {
      ...{ paymentId: randomUUID(), orderId, path, amount, idempotencyKey: `${orderId}:1`, refundId: randomUUID(), refundedAt: at },
      ...changes,
    }),
  reserved: (orderId: string, changes: Partial<WarehouseInventoryReserved> = {}) =>
    eventOf<WarehouseInventoryReserved>('warehouse.inventory.reserved', orderId, {
      ...{ orderId, path, reservationId: randomUUID(), items, reservedAt: at },
      ...changes,
    }),
  rejected: (orderId: string, changes: Partial<WarehouseInventoryRejected> = {}) =>
    eventOf<WarehouseInventoryRejected>('warehouse.inventory.rejected', orderId, {
      ...{ orderId, path, items, missing: [{ sku: 'MUG-BLUE', requested: 2, available: 1 }], rejectedAt: at },
      reason: { code: 'OUT_OF_STOCK', message: "There is too little of 1 of the order's SKUs." },
      ...changes,
    }),
  released: (orderId: string, changes: Partial<WarehouseInventoryReleased> = {}) =>
    eventOf<WarehouseInventoryReleased>('warehouse.inventory.released', orderId, {
      ...{ orderId, path, reservationId: randomUUID(), items, releasedAt: at },
      reason: { code: 'ORDER_UNDONE', message: 'The order failed.' },
      ...changes,
    }),
  shipped: (orderId: string, changes: Partial<ShippingShipmentCreated> = {}) =>
    eventOf<ShippingShipmentCreated>('shipping.shipment.created', orderId, {
      ...{ orderId, path, shipmentId: randomUUID(), carrier: 'Parcel Line', trackingNumber: 'PL123456789', items, createdAt: at },
      ...changes,
    }),
  undeliverable: (orderId: string, changes: Partial<ShippingShipmentFailed> = {}) =>
    eventOf<ShippingShipmentFailed>('shipping.shipment.failed', orderId, {
      ...{ orderId, path, items, failedAt: at },
      reason: { code: 'UNDELIVERABLE_ADDRESS', message: 'The carrier does not deliver there.' },
      ...changes,
    }),
  unshipped: (orderId: string, changes: Partial<ShippingShipmentCancelled> = {}) =>
    eventOf<ShippingShipmentCancelled>('shipping.shipment.cancelled', orderId, {
      ...{ orderId, path, shipmentId: randomUUID(), carrier: 'Parcel Line', trackingNumber: 'PL123456789', items },
      ...{ reason: 'The order failed.', cancelledAt: at },
      ...changes,
    }),
};

/** Something the other services tell of an order. */
export type Telling = keyof typeof events;
