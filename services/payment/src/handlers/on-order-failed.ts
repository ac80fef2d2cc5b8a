import type { OrdersOrderFailed } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { PaymentTx } from '../store/client.js';
import type { DeadOrder, UndoOrders } from '../use-cases/undo-orders.js';

type Failed = PlatformEvent<OrdersOrderFailed>;

/** An order is dead, whatever its path: what was taken for it goes back, nothing will be taken, and its price is given up. */
export function createOnOrderFailed(undoOrders: UndoOrders): Handler<OrdersOrderFailed, PaymentTx> {
  const undo = (events: readonly Failed[], context: HandlerContext<PaymentTx>): Promise<void> => undoOrders(events.map(toDeadOrder), context);
  return { handle: (event, context) => undo([event], context), handleBatch: undo };
}

function toDeadOrder(event: Failed): DeadOrder {
  const { orderId, path, reason, checkoutSessionId, paymentId } = event.data;
  return { event, orderId, path, reason: reason.message, sale: { checkoutSessionId, paymentId }, releasesQuote: true };
}
