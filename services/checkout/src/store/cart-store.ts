import type { Cart } from '../domain/cart.js';
import type { CheckoutTx } from './client.js';

/** The cart at prices of now; an empty one of version 0 when nothing was ever put in. */
export async function readCart(tx: CheckoutTx, id: string): Promise<Cart> {
  const row = await tx.cart.findUnique({ where: { id }, include: { items: { include: { price: true }, orderBy: { sku: 'asc' } } } });
  if (row === null) return { id, version: 0, lines: [] };
  const lines = row.items.map(({ sku, quantity, price }) => ({
    sku,
    quantity,
    name: price.name,
    unitPrice: { minor: price.minor, currency: price.currency },
  }));
  return { id, version: row.version, lines };
}

/** The same, unchanged until the transaction ends: version, items and prices are read one after the other and must be of one moment. */
export async function holdCart(tx: CheckoutTx, id: string): Promise<Cart> {
  await tx.$queryRaw`SELECT 1 FROM carts WHERE id = ${id}::uuid FOR SHARE`;
  return readCart(tx, id);
}

/** The same, created where missing and locked until the transaction ends, so that changes follow one another. */
export async function lockCart(tx: CheckoutTx, id: string, now: Date): Promise<Cart> {
  await tx.cart.createMany({ data: [{ id, updatedAt: now }], skipDuplicates: true });
  await tx.$queryRaw`SELECT 1 FROM carts WHERE id = ${id}::uuid FOR UPDATE`;
  return readCart(tx, id);
}

/** Sets a product's quantity in a locked cart, or takes the product out at 0, and raises the version. */
export async function saveItem(tx: CheckoutTx, cartId: string, item: { sku: string; quantity: number }, now: Date): Promise<void> {
  const { sku, quantity } = item;
  if (quantity === 0) await tx.cartItem.delete({ where: { cartId_sku: { cartId, sku } } });
  else await tx.cartItem.upsert({ where: { cartId_sku: { cartId, sku } }, create: { cartId, sku, quantity }, update: { quantity } });
  await tx.cart.update({ where: { id: cartId }, data: { version: { increment: 1 }, updatedAt: now } });
}

/** Empties the cart if it is still at `version`. Resolves to whether it was. */
export async function emptyCart(tx: CheckoutTx, cartId: string, version: number, now: Date): Promise<boolean> {
  const { count } = await tx.cart.updateMany({
    where: { id: cartId, version },
    data: { version: { increment: 1 }, updatedAt: now },
  });
  if (count === 0) return false;
  await tx.cartItem.deleteMany({ where: { cartId } });
  return true;
}
