import type { OrdersOrderCompleted } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { LoyaltyTx } from '../store/client.js';
import { completeOrders } from '../store/order-store.js';
import { postPoints } from '../use-cases/post-points.js';

type Completed = PlatformEvent<OrdersOrderCompleted>;

/** Earns a completed order's points, once; what was refunded before is taken back in the same moment. */
async function earn(events: readonly Completed[], { tx, now, log }: HandlerContext<LoyaltyTx>): Promise<void> {
  const orders = events.map(({ data: { orderId, customer, total, completedAt } }) => ({ orderId, customerId: customer.id, total, completedAt }));
  const earning = await completeOrders(tx, orders);
  await postPoints(tx, earning, now);
  log.debug({ orders: earning.length, copies: events.length - earning.length }, 'points earned');
}

/** The handler of `orders.order.completed`. */
export const onOrderCompleted: Handler<OrdersOrderCompleted, LoyaltyTx> = { handle: (event, context) => earn([event], context), handleBatch: earn };
