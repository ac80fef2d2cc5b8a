import type { WarehouseInventoryReserved } from '@sidecart/contracts';
import { PermanentError, type Handler, type HandlerContext, type PlatformEvent } from '@sidecart/platform';
import type { ShippingTx } from '../store/client.js';
import type { OpenShipments, WantedByEvent } from '../use-cases/open-shipments.js';

type Reserved = PlatformEvent<WarehouseInventoryReserved>;

/** The goods of an order are set aside: on the path of choreography they are announced to the carrier. A workflow invokes. */
export function createOnInventoryReserved(openShipments: OpenShipments): Handler<WarehouseInventoryReserved, ShippingTx> {
  const open = (events: readonly Reserved[], context: HandlerContext<ShippingTx>): Promise<void> =>
    openShipments(events.filter(({ data }) => data.path === 'choreography').map(toWanted), context);
  return { handle: (event, context) => open([event], context), handleBatch: open };
}

function toWanted(event: Reserved): WantedByEvent {
  const { orderId, orderNumber, path, customerId, items, shippingAddress } = event.data;
  if (shippingAddress === undefined) throw new PermanentError('NO_SHIPPING_ADDRESS', `the goods of order ${orderId} have nowhere to go`);
  return { event, wanted: { orderId, orderNumber, path, customerId, items, shippingAddress } };
}
