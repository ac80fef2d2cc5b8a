import type { OrdersOrderFailed } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { WarehouseTx } from '../store/client.js';
import type { UndoOrders } from '../use-cases/undo-orders.js';

type Failed = PlatformEvent<OrdersOrderFailed>;

/** An order is dead, whatever its path: what it has set aside is free again, and it will never reserve anything. */
export function createOnOrderFailed(undoOrders: UndoOrders): Handler<OrdersOrderFailed, WarehouseTx> {
  const release = (events: readonly Failed[], context: HandlerContext<WarehouseTx>): Promise<void> => {
    const dead = events.map((event) => ({ event, orderId: event.data.orderId, reason: event.data.reason.message }));
    return undoOrders(dead, context);
  };
  return { handle: (event, context) => release([event], context), handleBatch: release };
}
