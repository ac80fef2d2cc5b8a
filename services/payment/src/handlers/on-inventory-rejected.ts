import type { WarehouseInventoryRejected } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { PaymentTx } from '../store/client.js';
import type { DeadOrder, UndoOrders } from '../use-cases/undo-orders.js';

type Rejected = PlatformEvent<WarehouseInventoryRejected>;

/** The goods of an order are not to be had, on the path of choreography: its payment goes back. A workflow undoes by itself. */
export function createOnInventoryRejected(undoOrders: UndoOrders): Handler<WarehouseInventoryRejected, PaymentTx> {
  const undo = (events: readonly Rejected[], context: HandlerContext<PaymentTx>): Promise<void> =>
    undoOrders(events.filter(({ data }) => data.path === 'choreography').map(toDeadOrder), context);
  return { handle: (event, context) => undo([event], context), handleBatch: undo };
}

/** The event knows only the order; the payment of a sale goes back when its order is declared dead. */
function toDeadOrder(event: Rejected): DeadOrder {
  const { orderId, path, reason } = event.data;
  return { event, orderId, path, reason: reason.message, sale: undefined, releasesQuote: false };
}
