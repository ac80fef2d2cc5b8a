import { InvalidInput, type ApiRequest } from '@sidecart/platform';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const CUSTOMER_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** True for text that can be a customer's id. */
export const isCustomerId = (text: string): boolean => CUSTOMER_ID.test(text);

/** A page of entries: up to `limit` older than the entry `after`. */
export interface EntryQuery {
  readonly limit: number;
  readonly after: bigint | undefined;
}

/** Reads the query of a list of entries. Throws InvalidInput with a pointer to every bad parameter. */
export function readEntryQuery({ limit = String(DEFAULT_LIMIT), after }: ApiRequest['query']): EntryQuery {
  const size = /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : 0;
  const violations = [
    ...(size < 1 || size > MAX_LIMIT ? [{ pointer: '/query/limit', message: `must be an integer from 1 to ${MAX_LIMIT}` }] : []),
    ...(after !== undefined && !/^\d{1,18}$/.test(after) ? [{ pointer: '/query/after', message: 'must be the next of an earlier page' }] : []),
  ];
  if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
  return { limit: size, after: after === undefined ? undefined : BigInt(after) };
}
