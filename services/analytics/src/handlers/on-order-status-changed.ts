import type { OrdersOrderStatusChanged } from '@sidecart/contracts';
import type { OrderNews } from '../domain/order-facts.js';
import { factHandler } from './fact-handler.js';

/** An order's status, or only what is known of its delivery, changed. */
export const onOrderStatusChanged = factHandler<OrdersOrderStatusChanged>(({ orderId, from, to, fulfillment, changedAt }) => ({
  order: { orderId, status: to, ...reached(from === to ? fulfillment?.status : to, changedAt) },
}));

/** The moment that reaching a status is. Why an order is dead is told by another event. */
function reached(status: string | undefined, at: string): Partial<OrderNews> {
  switch (status) {
    case 'PAID':
      return { paidAt: at };
    case 'RESERVED':
      return { reservedAt: at };
    case 'SHIPPED':
      return { shippedAt: at };
    case 'COMPLETED':
      return { completedAt: at };
    default:
      return {};
  }
}
