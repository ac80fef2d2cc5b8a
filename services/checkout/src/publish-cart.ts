import { topics, type CheckoutCartUpdated } from '@sidecart/contracts';
import type { CloudEventPublisher } from '@sidecart/platform';
import { cartTotal, priceLines, type Cart } from './domain/cart.js';
import { readCart } from './store/cart-store.js';
import type { CheckoutTx } from './store/client.js';

/** A cart as customers and events show it: lines and sum at prices of now. */
export function cartView(cart: Cart): CheckoutCartUpdated {
  const pieces = cart.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return { cartId: cart.id, version: cart.version, items: [...priceLines(cart.lines)], subtotal: cartTotal(cart.lines), pieces };
}

/** Tells of a cart just changed. Resolves to it as it stands now. */
export async function publishCart(publisher: CloudEventPublisher, tx: CheckoutTx, cartId: string): Promise<CheckoutCartUpdated> {
  const data = cartView(await readCart(tx, cartId));
  await publisher.publish(tx, { topic: topics.checkoutCartUpdated, subject: cartId, data });
  return data;
}
