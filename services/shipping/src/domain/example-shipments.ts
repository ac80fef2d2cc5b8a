import type { OrderPath } from '@sidecart/contracts';
import { planShipment, type Shipment } from './shipment.js';

/** When an example was asked for. */
export const askedAt = new Date('2026-01-01T00:00:00.000Z');

/** What the carrier gave for an example. */
export const exampleLabel = { carrier: 'Parcel Line', trackingNumber: 'PL123456789' };

/** A shipment of two mugs that was just asked for, for tests. */
export function pendingShipment(changes: Partial<Shipment> = {}): Shipment {
  const wanted = {
    id: 'shipment-1',
    orderId: 'order-1',
    orderNumber: 'OR-00000042',
    path: 'choreography' as OrderPath,
    customerId: 'customer-17',
    shippingAddress: { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' },
    items: [{ sku: 'MUG', quantity: 2 }],
    idempotencyKey: 'order-1-ship',
    correlationId: 'story-1',
    createdAt: askedAt,
  };
  return { ...planShipment(wanted), ...changes };
}

/** The same shipment with its label; for tests. */
export const createdShipment = (changes: Partial<Shipment> = {}): Shipment =>
  pendingShipment({ status: 'CREATED', label: { ...exampleLabel, at: askedAt }, ...changes });
