import type { Order, OrdersOrderRecorded } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';
import type { CheckoutFixture } from './checkout-fixture.js';

/** The event with which orders acknowledges a sale, as the sidecar delivers it; each one is a new event. */
export function acknowledgement(
  { service, clock }: CheckoutFixture,
  order: Pick<Order, 'id' | 'orderNumber' | 'checkoutSessionId'>,
): PlatformEvent<OrdersOrderRecorded> {
  const id = service.platform.newId();
  const now = clock.now().toISOString();
  return {
    specversion: '1.0',
    id,
    source: '/services/orders',
    type: 'orders.order.recorded',
    subject: order.id,
    time: now,
    datacontenttype: 'application/json',
    dataschema: 'https://schemas.sidecart.dev/orders.order.recorded/1.0',
    partitionkey: order.id,
    correlationid: id,
    sequence: '1'.padStart(20, '0'),
    data: {
      orderId: order.id,
      orderNumber: order.orderNumber,
      checkoutSessionId: order.checkoutSessionId,
      path: 'choreography',
      customerId: 'customer-17',
      items: [{ sku: 'MUG-BLUE', quantity: 2 }],
      total: { minor: 2500, currency: 'EUR' },
      recordedAt: now,
    },
  };
}
