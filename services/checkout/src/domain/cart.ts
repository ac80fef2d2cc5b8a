import { addMoney, money, multiplyMoney, type Money } from '@sidecart/platform';

/** The currency of every price; a cart without items is worth nothing of it. */
export const CURRENCY = 'EUR';

/** The most different products one cart holds. */
export const MAX_CART_LINES = 100;

/** True for a string that can be a SKU at all; others are not worth asking the database for. */
export const isSku = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

/** One product in a cart at its price of now. */
export interface CartLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

/** A line with its own sum. */
export interface PricedLine extends CartLine {
  readonly lineTotal: Money;
}

/** A cart as it stands; `version` rises with every change and is 0 while nothing was ever put in. */
export interface Cart {
  readonly id: string;
  readonly version: number;
  readonly lines: readonly CartLine[];
}

/** Each line with quantity × unit price. */
export function priceLines(lines: readonly CartLine[]): readonly PricedLine[] {
  return lines.map((line) => ({ ...line, lineTotal: multiplyMoney(line.unitPrice, line.quantity) }));
}

/** The sum over all lines; exact. */
export function cartTotal(lines: readonly CartLine[]): Money {
  return priceLines(lines).reduce((sum, line) => addMoney(sum, line.lineTotal), money(0, CURRENCY));
}

/** What a customer wants of one product in the cart. */
export type ItemCommand =
  { readonly type: 'put'; readonly quantity: number } | { readonly type: 'patch'; readonly quantity: number } | { readonly type: 'remove' };

/** What that does to the cart. */
export type ItemDecision =
  | { readonly type: 'set'; readonly quantity: number }
  | { readonly type: 'remove' }
  | { readonly type: 'unchanged' }
  | { readonly type: 'refused'; readonly reason: 'NOT_IN_CART' | 'CART_FULL' };

/** Decides a change of one product: `put` adds or replaces, `patch` needs the product there and removes it at 0. */
export function decideItem(cart: Cart, sku: string, command: ItemCommand): ItemDecision {
  const present = cart.lines.find((line) => line.sku === sku);
  if (command.type === 'remove') return { type: present ? 'remove' : 'unchanged' };
  if (present === undefined && command.type === 'patch') return { type: 'refused', reason: 'NOT_IN_CART' };
  if (present === undefined && cart.lines.length >= MAX_CART_LINES) return { type: 'refused', reason: 'CART_FULL' };
  if (command.quantity === 0) return { type: 'remove' };
  if (present?.quantity === command.quantity) return { type: 'unchanged' };
  return { type: 'set', quantity: command.quantity };
}
