import type { Money } from '@sidecart/contracts';
import type { Order } from '../domain/order.js';

/** The one key an order is charged under, on either path, so that both together charge once. */
export const paymentKey = ({ content: { id } }: Order): string => `${id}:1`;

/** A call under the order's key for a step. */
export const keyed = <Call extends object>({ content: { id } }: Order, step: string, call: Call) => ({ ...call, idempotencyKey: `${id}:${step}` });

/** What was ordered, in the one form all services take. */
export const itemsOf = ({ items }: Order['content']) => items.map(({ sku, quantity }) => ({ sku, quantity }));

/** Asks for a price. */
export function quoteBody({ content }: Order) {
  const { id, customer, shippingAddress } = content;
  const couponCode = 'couponCode' in content ? content.couponCode : undefined;
  return {
    reference: { type: 'order', id },
    customerId: customer.id,
    items: itemsOf(content),
    destination: { country: shippingAddress.country },
    ...(couponCode === undefined ? {} : { couponCode }),
  };
}

/** Asks for a risk. */
export function scoreBody({ content }: Order, total: Money) {
  const { id: orderId, customer, shippingAddress } = content;
  return { orderId, customer: { id: customer.id, email: customer.email }, items: itemsOf(content), total, shippingAddress };
}

/** Asks for a capture. */
export function chargeBody({ content: { id }, cardToken }: Order, total: Money) {
  return { amount: total, cardToken, reference: { type: 'order', id }, path: 'orchestration' };
}

/** Asks for goods or for a label: both are told the same. */
export function shipmentBody({ content, path }: Order) {
  const { id: orderId, orderNumber, customer, shippingAddress } = content;
  return { orderId, orderNumber, path, customerId: customer.id, items: itemsOf(content), shippingAddress };
}
