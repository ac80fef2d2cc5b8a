import type { Order, PlacedOrder } from '../domain/order.js';
import { at, sale } from './sales.js';

const now = at('2026-02-01T00:00:00.000Z');

/** A recorded sale as an order; for tests. */
export function soldOrder(changes: Partial<Order> = {}): Order {
  const content = sale();
  return {
    ...{ origin: 'checkout', content, path: 'choreography', route: 'choreography', status: 'PAID', fulfillment: { status: 'UNFULFILLED' } },
    ...{ total: content.total, progress: { paymentId: content.payment.id }, outcome: undefined, failure: undefined, finishedAt: undefined },
    ...{ cardToken: undefined, correlationId: 'a-correlation-id', version: 1, recordedAt: now, updatedAt: now },
    ...changes,
  };
}

/** An order that was placed and is claimed by choreography; for tests. */
export function placedOrder(changes: Partial<Order> = {}): Order {
  const { id, customer, shippingAddress, placedAt } = sale();
  const items = [{ sku: 'MUG-BLUE', quantity: 2 }];
  const content: PlacedOrder = {
    ...{ id, orderNumber: 'OR-00000042', customer, items, shippingAddress, expectedTotal: { minor: 3025, currency: 'EUR' }, placedAt },
  };
  return {
    ...soldOrder(),
    ...{ origin: 'api', content, status: 'PENDING', total: undefined, progress: {}, cardToken: 'tok_visa' },
    ...changes,
  };
}
