import type { OrdersOrderCreated } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** An order was placed. */
export const onOrderCreated = factHandler<OrdersOrderCreated>(({ orderId, path, placedAt, items }) => ({
  order: { orderId, path, placedAt, items, status: 'PENDING' },
}));
