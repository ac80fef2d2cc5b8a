import { randomUUID } from 'node:crypto';
import type { CheckoutOrderCompleted } from '@sidecart/contracts';

let counter = 0;

/** A valid event of a sale, unlike any before. */
export function saleEvent(topic: string): Readonly<Record<string, unknown>> {
  const id = randomUUID();
  const data = sale((counter += 1));
  return {
    specversion: '1.0',
    id,
    source: '/services/bench',
    type: topic,
    subject: data.order.id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/checkout.order.completed/1.0`,
    partitionkey: data.order.id,
    correlationid: id,
    data,
  };
}

function sale(number: number): CheckoutOrderCompleted {
  const checkoutSessionId = randomUUID();
  const euros = (minor: number) => ({ minor, currency: 'EUR' });
  const line = (sku: string, name: string, quantity: number, minor: number) => ({
    sku,
    name,
    quantity,
    unitPrice: euros(minor),
    lineTotal: euros(minor * quantity),
  });
  const order = {
    id: randomUUID(),
    orderNumber: `CO-${String(number).padStart(8, '0')}`,
    checkoutSessionId,
    customer: { id: `customer-${number % 500}`, email: `customer-${number % 500}@example.com` },
    items: [line('TEA-GREEN-100', 'Green tea, 100 g', 2, 690), line('MUG-BLUE', 'Blue mug', 1, 1250)] as const,
    subtotal: euros(2630),
    total: euros(2630),
    currency: 'EUR',
    shippingAddress: { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' },
    payment: { id: randomUUID(), method: 'card' as const, last4: '4242' },
    placedAt: new Date().toISOString(),
  };
  return { checkoutSessionId, order: order as unknown as CheckoutOrderCompleted['order'] };
}
