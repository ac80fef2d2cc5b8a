import type { CheckoutCartUpdated } from '@sidecart/contracts';
import { microseconds } from '../domain/merge.js';
import { factHandler } from './fact-handler.js';

/** A cart was changed. Whose it is, is left out; when, only the envelope says. */
export const onCartUpdated = factHandler<CheckoutCartUpdated>(({ cartId, items }, { time }) => {
  const at = microseconds(time);
  return { cart: { cartId, filledAt: items.length === 0 ? undefined : at, firstAt: at, lastAt: at } };
});
