import { randomUUID } from 'node:crypto';
import type { CheckoutOrderCompleted, Order } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

let numbers = 0;

/** A sale of two mugs for 25.00 EUR with an id and a number of its own. */
export function sale(changes: Partial<Order> = {}): Order {
  numbers += 1;
  return {
    id: randomUUID(),
    orderNumber: `CK-${String(numbers).padStart(6, '0')}`,
    checkoutSessionId: randomUUID(),
    customer: { id: 'customer-17', email: 'ada@example.com' },
    items: [{ sku: 'MUG-BLUE', name: 'Blue mug', quantity: 2, unitPrice: eur(1250), lineTotal: eur(2500) }],
    subtotal: eur(2500),
    total: eur(2500),
    currency: 'EUR',
    shippingAddress: { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' },
    payment: { id: randomUUID(), method: 'card', last4: '4242' },
    placedAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

const eur = (minor: number) => ({ minor, currency: 'EUR' });

/** The event of a sale, as checkout sends it; a fresh id each time, as a resend has. */
export function saleEvent(order: Order, changes: Partial<PlatformEvent<CheckoutOrderCompleted>> = {}): PlatformEvent<CheckoutOrderCompleted> {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/services/checkout',
    type: 'checkout.order.completed',
    subject: order.id,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: 'https://schemas.sidecart.dev/checkout.order.completed/1.0',
    partitionkey: order.id,
    correlationid: 'a-correlation-id',
    data: { checkoutSessionId: order.checkoutSessionId, order },
    ...changes,
  };
}

/** The instant an RFC 3339 text names; domain code and its tests have no clock of their own. */
export const at = (instant: string): Date => new Date(instant);
