import { InvalidInput, type ApiRequest } from '@sidecart/platform';
import { isCustomerId, type Customer } from './domain/customer.js';
import type { Page } from './store/customer-store.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/** Reads `limit` and `after`, a customer's id. Throws InvalidInput with a pointer to each bad one. */
export function readPage({ limit = String(DEFAULT_LIMIT), after }: ApiRequest['query']): Page {
  const size = /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : 0;
  const violations = [
    ...(size < 1 || size > MAX_LIMIT ? [{ pointer: '/query/limit', message: `must be an integer from 1 to ${MAX_LIMIT}` }] : []),
    ...(after !== undefined && !isCustomerId(after) ? [{ pointer: '/query/after', message: "must be a customer's id" }] : []),
  ];
  if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
  return { after, limit: size };
}

/** A page, and the `after` of the next one; null on the last. `found` holds one more than `limit` where there are more. */
export function pageOf(found: readonly Customer[], limit: number) {
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
