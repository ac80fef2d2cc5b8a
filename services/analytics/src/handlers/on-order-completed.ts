import type { OrdersOrderCompleted } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** An order was paid, reserved and shipped. */
export const onOrderCompleted = factHandler<OrdersOrderCompleted>(({ orderId, path, placedAt, completedAt, items, total }) => ({
  order: { orderId, path, placedAt, completedAt, items, total, status: 'COMPLETED' },
}));
