import type { HandlerContext, Intents, PlatformEvent } from '@sidecart/platform';
import { enqueueCancel } from '../intents/cancel-intent.js';
import type { ShippingTx } from '../store/client.js';
import { cancelAll, type Cancellation } from './cancel-all.js';

/** A dead order, and the event that says so. */
export interface DeadOrder extends Cancellation {
  readonly event: PlatformEvent;
}

/** Cancels the shipments of dead orders and bars later ones, in the transaction of their events. */
export type CancelOrders = (orders: readonly DeadOrder[], context: HandlerContext<ShippingTx>) => Promise<void>;

/** Makes it: stores the cancellations with the intents to tell the carrier, where it may know of a shipment. */
export function createCancelOrders(intents: Intents<ShippingTx>): CancelOrders {
  return async (orders, { tx, now, log, causedBy }) => {
    const decisions = await cancelAll(tx, orders, now);
    for (const [index, { orderId, event }] of orders.entries()) {
      const decision = decisions[index];
      if (decision?.type === 'ask') await enqueueCancel(intents, tx, decision.shipment, { cause: event });
      causedBy(event, () => log.info({ orderId, decision: decision?.type }, 'order will not be shipped'));
    }
  };
}
