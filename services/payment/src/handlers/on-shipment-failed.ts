import type { ShippingShipmentFailed } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { PaymentTx } from '../store/client.js';
import type { DeadOrder, UndoOrders } from '../use-cases/undo-orders.js';

type Failed = PlatformEvent<ShippingShipmentFailed>;

/** Nothing will be shipped for an order, on the path of choreography: its payment goes back. A workflow undoes by itself. */
export function createOnShipmentFailed(undoOrders: UndoOrders): Handler<ShippingShipmentFailed, PaymentTx> {
  const undo = (events: readonly Failed[], context: HandlerContext<PaymentTx>): Promise<void> =>
    undoOrders(events.filter(({ data }) => data.path === 'choreography').map(toDeadOrder), context);
  return { handle: (event, context) => undo([event], context), handleBatch: undo };
}

/** The event knows only the order; the payment of a sale goes back when its order is declared dead. */
function toDeadOrder(event: Failed): DeadOrder {
  const { orderId, path, reason } = event.data;
  return { event, orderId, path, reason: reason.message, sale: undefined, releasesQuote: false };
}
