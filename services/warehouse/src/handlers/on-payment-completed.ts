import type { PaymentPaymentCompleted } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { WarehouseTx } from '../store/client.js';
import type { PaidOrder, ReservePaid } from '../use-cases/reserve-paid.js';

type Completed = PlatformEvent<PaymentPaymentCompleted>;

/**
 * An order is paid on the path of choreography: its items are set aside for good, all of them or none. A capture at
 * checkout precedes its order and starts nothing; neither does one that a workflow asked for, which invokes.
 */
export function createOnPaymentCompleted(reservePaid: ReservePaid): Handler<PaymentPaymentCompleted, WarehouseTx> {
  const reserve = (events: readonly Completed[], context: HandlerContext<WarehouseTx>): Promise<void> =>
    reservePaid(events.flatMap(toPaidOrder), context);
  return { handle: (event, context) => reserve([event], context), handleBatch: reserve };
}

function toPaidOrder(event: Completed): PaidOrder[] {
  const { orderId, orderNumber, path, customerId, items, shippingAddress } = event.data;
  if (path !== 'choreography' || orderId === undefined || items === undefined) return [];
  return [{ event, wanted: { orderId, orderNumber, customerId, items, shippingAddress } }];
}
