import { createHash } from 'node:crypto';
import type { Assessment } from './assess.js';
import { quantities, type Order, type Settings, type Signals } from './signals.js';

/** What was said of an order, with all it was made from. */
export interface Score extends Assessment {
  readonly orderId: string;
  readonly customerId: string;
  readonly country: string;
  readonly contentHash: string;
  readonly inputs: { readonly signals: Signals; readonly settings: Settings };
  readonly scoredAt: Date;
}

/**
 * SHA-256 of what an order is. The order of its lines and of an address' members does not matter. Whether the customer is
 * on record is no part of it: one path asks for that and another does not.
 */
export function contentHash({ orderId, customer, items, total, shippingAddress }: Order): string {
  const meaning = [orderId, customer.id, customer.email, sorted([...quantities(items)]), total.minor, total.currency];
  return createHash('sha256')
    .update(JSON.stringify([...meaning, sorted(Object.entries(shippingAddress))]))
    .digest('hex');
}

const sorted = <Value>(entries: readonly (readonly [string, Value])[]) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
