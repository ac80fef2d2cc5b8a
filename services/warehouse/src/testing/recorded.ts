import { randomUUID } from 'node:crypto';
import type { ItemQuantity, OrdersOrderRecorded } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';
import { eventOf } from './events.js';

let numbers = 0;

/** What orders says of a sale of `items` it has on record. */
export function recorded(items: ItemQuantity[], changes: Partial<OrdersOrderRecorded> = {}): OrdersOrderRecorded {
  numbers += 1;
  return {
    orderId: randomUUID(),
    orderNumber: `CO-${String(numbers).padStart(8, '0')}`,
    checkoutSessionId: randomUUID(),
    path: 'choreography',
    customerId: 'customer-17',
    items,
    total: { minor: 2500, currency: 'EUR' },
    recordedAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

/** The event in which orders says it; a fresh id each time, as each answer to a copy of a sale has. */
export function recordedEvent(data: OrdersOrderRecorded, changes: object = {}): PlatformEvent<OrdersOrderRecorded> {
  return { ...eventOf('orders.order.recorded', data, '1.1'), ...changes };
}
