import type { ShippingShipmentFailed } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { WarehouseTx } from '../store/client.js';
import type { UndoOrders } from '../use-cases/undo-orders.js';

type Failed = PlatformEvent<ShippingShipmentFailed>;

/** Nothing will be shipped for an order on the path of choreography: its goods are free again. A workflow undoes by itself. */
export function createOnShipmentFailed(undoOrders: UndoOrders): Handler<ShippingShipmentFailed, WarehouseTx> {
  const release = (events: readonly Failed[], context: HandlerContext<WarehouseTx>): Promise<void> => {
    const ours = events.filter(({ data }) => data.path === 'choreography');
    const dead = ours.map((event) => ({ event, orderId: event.data.orderId, reason: event.data.reason.message }));
    return undoOrders(dead, context);
  };
  return { handle: (event, context) => release([event], context), handleBatch: release };
}
