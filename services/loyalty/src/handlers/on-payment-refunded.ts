import type { PaymentPaymentRefunded } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { LoyaltyTx } from '../store/client.js';
import { insertRefunds, lockOrders, type Refunding } from '../store/order-store.js';
import { postPoints } from '../use-cases/post-points.js';

type Refunded = PlatformEvent<PaymentPaymentRefunded>;

/** Takes back the refunded share of an order's points, once; before the order is completed it is only remembered. */
async function takeBack(events: readonly Refunded[], { tx, now, log }: HandlerContext<LoyaltyTx>): Promise<void> {
  const refunds = events.flatMap(refundOf);
  if (refunds.length === 0) return;
  await lockOrders(
    tx,
    refunds.map(({ orderId }) => orderId),
  );
  const orderIds = await insertRefunds(tx, refunds);
  await postPoints(tx, orderIds, now);
  log.debug({ refunds: refunds.length, orders: orderIds.length }, 'refunds applied to points');
}

/** Nothing, where the event names no order: the capture came before it. */
function refundOf({ data: { orderId, refundId, amount, refundedAt } }: Refunded): Refunding[] {
  return orderId === undefined ? [] : [{ orderId, refundId, amount, refundedAt }];
}

/** The handler of `payment.payment.refunded`. */
export const onPaymentRefunded: Handler<PaymentPaymentRefunded, LoyaltyTx> = {
  handle: (event, context) => takeBack([event], context),
  handleBatch: takeBack,
};
