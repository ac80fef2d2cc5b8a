import { randomUUID } from 'node:crypto';
import type { OrdersOrderCompleted, PaymentPaymentRefunded } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

const AT = '2026-01-01T00:00:00.000Z';
let numbers = 0;

function eventOf<Data extends object>(type: string, subject: string, data: Data): PlatformEvent<Data> {
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

/** An order of `minor` cents that was completed; a fresh event each time. */
export function completed(customerId: string, minor: number, changes: Partial<OrdersOrderCompleted> = {}): PlatformEvent<OrdersOrderCompleted> {
  numbers += 1;
  const data: OrdersOrderCompleted = {
    orderId: randomUUID(),
    orderNumber: `OR-${String(numbers).padStart(8, '0')}`,
    path: 'choreography',
    customer: { id: customerId, email: 'ada@example.com' },
    items: [{ sku: 'MUG-BLUE', quantity: 1 }],
    total: { minor, currency: 'EUR' },
    placedAt: AT,
    completedAt: AT,
    ...changes,
  };
  return eventOf('orders.order.completed', data.orderId, data);
}

/** `minor` cents given back for an order; a fresh event each time. */
export function refunded(orderId: string, minor: number, changes: Partial<PaymentPaymentRefunded> = {}): PlatformEvent<PaymentPaymentRefunded> {
  const data: PaymentPaymentRefunded = {
    paymentId: randomUUID(),
    orderId,
    path: 'choreography',
    amount: { minor, currency: 'EUR' },
    idempotencyKey: `${orderId}:1`,
    refundId: randomUUID(),
    refundedAt: AT,
    ...changes,
  };
  return eventOf('payment.payment.refunded', orderId, data);
}

/** The same said again: another event with the same content. */
export const saidAgain = <Data>(event: PlatformEvent<Data>): PlatformEvent<Data> => ({ ...event, id: randomUUID() });
