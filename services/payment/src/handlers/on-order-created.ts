import type { OrdersOrderCreated } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { OrderToCharge } from '../domain/order-charge.js';
import type { PaymentTx } from '../store/client.js';
import type { OpenCharges } from '../use-cases/open-charges.js';

type Created = PlatformEvent<OrdersOrderCreated>;

/** An order is processed by events from here: it is charged. On the path of orchestration a workflow asks instead. */
export function createOnOrderCreated(openCharges: OpenCharges): Handler<OrdersOrderCreated, PaymentTx> {
  const charge = (events: readonly Created[], context: HandlerContext<PaymentTx>): Promise<void> => {
    const ours = events.filter(({ data }) => data.path === 'choreography');
    return openCharges(
      ours.map((event) => ({ event, order: toOrder(event.data), cardToken: event.data.payment.cardToken })),
      context,
    );
  };
  return { handle: (event, context) => charge([event], context), handleBatch: charge };
}

/** Only what is known of the contract is passed on: a later minor version may say more, and other services take no more. */
function toOrder({ orderId, orderNumber, customer, items, shippingAddress, couponCode, expectedTotal }: OrdersOrderCreated): OrderToCharge {
  const { name, line1, line2, city, postalCode, country } = shippingAddress;
  return {
    ...{ orderId, orderNumber },
    customer: { id: customer.id, email: customer.email },
    items: items.map(({ sku, quantity }) => ({ sku, quantity })),
    shippingAddress: { name, line1, ...(line2 !== undefined && { line2 }), city, postalCode, country },
    ...(couponCode !== undefined && { couponCode }),
    expectedTotal: { minor: expectedTotal.minor, currency: expectedTotal.currency },
  };
}
