import { InvalidInput, type ApiRequest } from '@sidecart/platform';
import { isSku } from './domain/product.js';
import type { ProductQuery } from './store/product-store.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const LONGEST_TEXT = 200;

/** Reads `limit`, `after`, `category` and `q`; an empty one is none. Throws InvalidInput with a pointer to each bad one. */
export function readProductQuery(query: ApiRequest['query']): ProductQuery {
  const given = (name: string): string | undefined => query[name]?.trim() || undefined;
  const [limit = String(DEFAULT_LIMIT), after, category, q = ''] = ['limit', 'after', 'category', 'q'].map(given);
  const size = /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : 0;
  const violations = [
    ...(size < 1 || size > MAX_LIMIT ? [{ pointer: '/query/limit', message: `must be an integer from 1 to ${MAX_LIMIT}` }] : []),
    ...(after !== undefined && !isSku(after) ? [{ pointer: '/query/after', message: 'must be a SKU' }] : []),
    ...(isText(category ?? '') ? [] : [{ pointer: '/query/category', message: TEXT }]),
    ...(isText(q) ? [] : [{ pointer: '/query/q', message: TEXT }]),
  ];
  if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
  return { limit: size, after, category, words: q.split(/\s+/).filter((word) => word !== '') };
}

const TEXT = `must be at most ${LONGEST_TEXT} characters in one line`;
const isText = (text: string): boolean => text.length <= LONGEST_TEXT && !/\p{Cc}/u.test(text);
