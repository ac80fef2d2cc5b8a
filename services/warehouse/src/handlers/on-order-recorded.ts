import type { OrdersOrderRecorded } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { WarehouseTx } from '../store/client.js';
import type { PaidOrder, ReservePaid } from '../use-cases/reserve-paid.js';

type Recorded = PlatformEvent<OrdersOrderRecorded>;

/**
 * A sale stands on record, so it is paid: its items are set aside for good, all of them or none. orders answers every
 * copy of a sale; the order's id makes all but the first change nothing. Other paths reserve when they are invoked.
 */
export function createOnOrderRecorded(reservePaid: ReservePaid): Handler<OrdersOrderRecorded, WarehouseTx> {
  const reserve = (events: readonly Recorded[], context: HandlerContext<WarehouseTx>): Promise<void> =>
    reservePaid(events.filter(({ data }) => data.path === 'choreography').map(toPaidOrder), context);
  return { handle: (event, context) => reserve([event], context), handleBatch: reserve };
}

function toPaidOrder(event: Recorded): PaidOrder {
  const { orderId, orderNumber, customerId, items, shippingAddress } = event.data;
  return { event, wanted: { orderId, orderNumber, customerId, items, shippingAddress } };
}
