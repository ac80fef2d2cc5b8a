import type { CheckoutOrderCompleted, Order as Sale, OrdersOrderRecorded } from '@sidecart/contracts';

/**
 * What is wrong with a sale that keeps its schema and yet contradicts itself; undefined when nothing is.
 * Such a sale has no true record.
 */
export function contradictionIn({ checkoutSessionId, order }: CheckoutOrderCompleted): string | undefined {
  if (checkoutSessionId !== order.checkoutSessionId) return 'the order names another checkout session than its event';
  const amounts = [
    order.subtotal,
    order.total,
    order.discounts,
    order.tax,
    ...order.items.flatMap(({ unitPrice, lineTotal }) => [unitPrice, lineTotal]),
  ];
  const other = amounts.find((amount) => amount !== undefined && amount.currency !== order.currency);
  return other === undefined ? undefined : `the order is in ${order.currency} and has an amount in ${other.currency}`;
}

/** The answer to every copy of a sale; what it says does not depend on which copy it answers. */
export function recordedAnswer({ sale, recordedAt }: { readonly sale: Sale; readonly recordedAt: Date }): OrdersOrderRecorded {
  return {
    orderId: sale.id,
    orderNumber: sale.orderNumber,
    checkoutSessionId: sale.checkoutSessionId,
    path: 'choreography',
    customerId: sale.customer.id,
    items: sale.items.map(({ sku, quantity }) => ({ sku, quantity })),
    total: { minor: sale.total.minor, currency: sale.total.currency },
    shippingAddress: sale.shippingAddress,
    recordedAt: recordedAt.toISOString(),
  };
}
