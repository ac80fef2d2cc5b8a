import { InvalidInput, type ApiRequest } from '@sidecart/platform';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** True for text that can be a SKU. */
export const isSku = (text: string): boolean => SKU.test(text);

/** A page of stock: up to `limit` SKUs after the SKU `after`. */
export interface StockQuery {
  readonly after: string | undefined;
  readonly limit: number;
}

/** Reads the query of `GET /stock`. Throws InvalidInput with a pointer to every bad parameter. */
export function readStockQuery({ after, limit = String(DEFAULT_LIMIT) }: ApiRequest['query']): StockQuery {
  const size = /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : 0;
  const violations = [
    ...(size < 1 || size > MAX_LIMIT ? [{ pointer: '/query/limit', message: `must be an integer from 1 to ${MAX_LIMIT}` }] : []),
    ...(after !== undefined && !isSku(after) ? [{ pointer: '/query/after', message: 'must be a SKU' }] : []),
  ];
  if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
  return { after, limit: size };
}
