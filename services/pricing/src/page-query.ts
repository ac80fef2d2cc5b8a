import { InvalidInput, type ApiRequest } from '@sidecart/platform';
import type { Page } from './store/price-store.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/** Reads `limit` and `after`, a key of the list. Throws InvalidInput with a pointer to each bad one. */
export function readPage({ limit, after }: ApiRequest['query'], isKey: (text: string) => boolean): Page {
  const size = limit === undefined ? DEFAULT_LIMIT : /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : 0;
  const violations = [
    ...(size < 1 || size > MAX_LIMIT ? [{ pointer: '/limit', message: `must be 1 to ${MAX_LIMIT}` }] : []),
    ...(after !== undefined && !isKey(after) ? [{ pointer: '/after', message: 'must be the last key of a page' }] : []),
  ];
  if (violations.length > 0) throw new InvalidInput('the page asked for is invalid', violations);
  return { after, limit: size };
}

/** A page of items, and the `after` of the next one; null on the last. `found` holds one more than `limit` where there are more. */
export function pageOf<Item>(found: readonly Item[], limit: number, keyOf: (item: Item) => string) {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? keyOf(last) : null };
}
