import type { Money } from '@sidecart/contracts';
import type { Failure, Order } from './order.js';

/** Why an order is not charged `total`: it is more than the customer agreed to, or other money. Undefined when it may be. */
export function priceRefusal(content: Order['content'], total: Money): Failure | undefined {
  if (!('expectedTotal' in content)) return undefined;
  const { expectedTotal } = content;
  if (total.currency === expectedTotal.currency && total.minor <= expectedTotal.minor) return undefined;
  return {
    code: 'PRICE_CHANGED',
    message: `The price is ${total.minor} ${total.currency} now, above the ${expectedTotal.minor} ${expectedTotal.currency} agreed to.`,
  };
}
