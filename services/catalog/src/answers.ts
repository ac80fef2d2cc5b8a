import { isAvailable, type Product } from './domain/product.js';

/** A product as the shop shows it: what is not known is null. */
export function productBody(product: Product) {
  const { price, stock, version, updatedAt, ...terms } = product;
  return {
    ...terms,
    price: price?.unitPrice ?? null,
    volumeDiscounts: price?.volumeDiscounts ?? [],
    stock: stock?.available ?? null,
    available: isAvailable(product),
    updatedAt: updatedAt.toISOString(),
    priceUpdatedAt: price?.changedAt.toISOString() ?? null,
    stockUpdatedAt: stock?.changedAt.toISOString() ?? null,
  };
}

/** A page; `next` is the `after` of the following one, null on the last. `found` holds one more than `limit` where there are more. */
export function pageBody(found: readonly Product[], limit: number) {
  const items = found.slice(0, limit);
  return { items: items.map(productBody), next: found.length > limit ? (items.at(-1)?.sku ?? null) : null };
}
