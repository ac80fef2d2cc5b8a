import type { Order } from '../domain/order.js';

/** An order as GraphQL shows it: no e-mail, no address, no card. What is absent is null. */
export function orderNode({ content, status, path, outcome, failure, total, fulfillment, version, updatedAt }: Order) {
  const { id, orderNumber, customer, items, placedAt } = content;
  return {
    ...{ id, orderNumber, status, path, outcome, failure, total, items, fulfillment, version, placedAt },
    customerId: customer.id,
    updatedAt: updatedAt.toISOString(),
  };
}

/** What the fields of an order are resolved from. */
export type OrderNode = ReturnType<typeof orderNode>;
