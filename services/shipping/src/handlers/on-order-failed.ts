import type { OrdersOrderFailed } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { ShippingTx } from '../store/client.js';
import type { CancelOrders } from '../use-cases/cancel-orders.js';

type Failed = PlatformEvent<OrdersOrderFailed>;

/** An order is dead, whatever its path: its label is made void, and nothing will ever be shipped for it. */
export function createOnOrderFailed(cancelOrders: CancelOrders): Handler<OrdersOrderFailed, ShippingTx> {
  const cancel = (events: readonly Failed[], context: HandlerContext<ShippingTx>): Promise<void> => {
    const dead = events.map((event) => ({ event, orderId: event.data.orderId, reason: event.data.reason.message }));
    return cancelOrders(dead, context);
  };
  return { handle: (event, context) => cancel([event], context), handleBatch: cancel };
}
