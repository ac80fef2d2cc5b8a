import type { CheckoutCartUpdated } from '@sidecart/contracts';
import { NotFound, Unprocessable, type Platform } from '@sidecart/platform';
import { decideItem, isSku, MAX_CART_LINES, type ItemCommand } from '../domain/cart.js';
import { emptyCart, lockCart, readCart, saveItem } from '../store/cart-store.js';
import type { CheckoutTx } from '../store/client.js';
import { hasPrice, listPrices, type Price } from '../store/price-store.js';
import { cartView, publishCart } from '../publish-cart.js';

/** What a customer does with a cart. Each change commits with its `checkout.cart.updated`. */
export interface Carts {
  show(cartId: string): Promise<CheckoutCartUpdated>;
  /** Throws Unprocessable (UNKNOWN_SKU, CART_FULL) and, for a patch of what is not in the cart, NotFound. */
  changeItem(cartId: string, sku: string, command: ItemCommand): Promise<CheckoutCartUpdated>;
  clear(cartId: string): Promise<CheckoutCartUpdated>;
  products(): Promise<readonly Price[]>;
}

/** Makes the cart's use cases. */
export function createCarts(platform: Platform<CheckoutTx>): Carts {
  const { database } = platform;
  return {
    show: (cartId) => database.transaction(async (tx) => cartView(await readCart(tx, cartId))),
    changeItem: (cartId, sku, command) => database.transaction((tx) => changeItem(platform, tx, { cartId, sku, command })),
    clear: (cartId) => database.transaction((tx) => clearCart(platform, tx, cartId)),
    products: () => database.transaction(listPrices),
  };
}

interface ItemChange {
  readonly cartId: string;
  readonly sku: string;
  readonly command: ItemCommand;
}

async function changeItem(platform: Platform<CheckoutTx>, tx: CheckoutTx, change: ItemChange): Promise<CheckoutCartUpdated> {
  const { cartId, sku, command } = change;
  const known = command.type !== 'put' || (isSku(sku) && (await hasPrice(tx, sku)));
  if (!known) throw new Unprocessable('UNKNOWN_SKU', 'there is no product of this SKU');
  const now = platform.clock.now();
  const cart = await lockCart(tx, cartId, now);
  const decision = decideItem(cart, sku, command);
  if (decision.type === 'unchanged') return cartView(cart);
  if (decision.type === 'refused') throw refusal(decision.reason, change);
  await saveItem(tx, cartId, { sku, quantity: decision.type === 'set' ? decision.quantity : 0 }, now);
  return publishCart(platform.publisher, tx, cartId);
}

function refusal(reason: 'NOT_IN_CART' | 'CART_FULL', { cartId, sku }: ItemChange): Error {
  if (reason === 'NOT_IN_CART') return new NotFound('item', `${sku} of cart ${cartId}`);
  return new Unprocessable('CART_FULL', `a cart holds at most ${MAX_CART_LINES} different products`);
}

async function clearCart(platform: Platform<CheckoutTx>, tx: CheckoutTx, cartId: string): Promise<CheckoutCartUpdated> {
  const now = platform.clock.now();
  const cart = await lockCart(tx, cartId, now);
  if (cart.lines.length === 0) return cartView(cart);
  await emptyCart(tx, cartId, cart.version, now);
  return publishCart(platform.publisher, tx, cartId);
}
