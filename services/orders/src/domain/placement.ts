import { createHash } from 'node:crypto';
import type { ItemQuantity, OrdersPlaceOrderBody } from '@sidecart/contracts';

/** The request in its one form: items of one SKU added up, in the order they came first. */
export function normalise(request: OrdersPlaceOrderBody): OrdersPlaceOrderBody {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of request.items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  const [first, ...others] = [...quantities].map(([sku, quantity]): ItemQuantity => ({ sku, quantity }));
  return first === undefined ? request : { ...request, items: [first, ...others] };
}

/** The most pieces of one SKU an order can be told of. */
const MOST_PIECES = 999_999;

/** The first SKU of a normalised request that is wanted more often than can be told. */
export const excessiveSku = ({ items }: OrdersPlaceOrderBody): string | undefined => items.find(({ quantity }) => quantity > MOST_PIECES)?.sku;

/** SHA-256 of a normalised request; tells whether a key is used again for the same order. */
export function requestHash({ customer, items, shippingAddress, couponCode, expectedTotal, payment }: OrdersPlaceOrderBody): string {
  const { name, line1, line2, city, postalCode, country } = shippingAddress;
  const meaning = [
    [customer.id, customer.email],
    items.map(({ sku, quantity }) => [sku, quantity]),
    [name, line1, line2, city, postalCode, country],
    couponCode?.toUpperCase(),
    [expectedTotal.minor, expectedTotal.currency],
    payment.cardToken,
  ];
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}
