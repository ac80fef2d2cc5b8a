import type { OrderStatus } from '@sidecart/contracts';
import { type ApiRequest, InvalidInput, parseInstant, type Violation } from '@sidecart/platform';
import { decodeCursor } from './cursor.js';
import { allStatuses } from './domain/order-status.js';
import type { Outcome, ProcessingPath } from './domain/order.js';
import type { OrderQuery } from './domain/page.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** One query parameter: how its text is read, undefined for text that is none, and what it must be. */
interface Parameter<Value> {
  readonly read: (text: string) => Value | undefined;
  readonly must: string;
}

const customer: Parameter<string> = {
  read: (text) => (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(text) ? text : undefined),
  must: 'must be a customer id',
};
const oneOf = <Value extends string>(known: readonly Value[]): Parameter<Value> => ({
  read: (text) => known.find((value) => value === text),
  must: `must be one of ${known.join(', ')}`,
});
const status = oneOf<OrderStatus>(allStatuses);
const path = oneOf<ProcessingPath>(['choreography', 'orchestration']);
const outcome = oneOf<Outcome>(['completed', 'failed', 'compensated', 'timed_out']);
const instant: Parameter<string> = { read: parseInstant, must: 'must be a date, or an RFC 3339 instant in UTC' };
const limit: Parameter<number> = {
  read: (text) => (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_LIMIT ? Number(text) : undefined),
  must: `must be an integer from 1 to ${MAX_LIMIT}`,
};
const cursor = { read: decodeCursor, must: 'must be the nextCursor of an earlier page' };

/** Reads the query of `GET /orders`. Throws InvalidInput with a pointer to every bad parameter. */
export function readOrderQuery(query: ApiRequest['query']): OrderQuery {
  const violations: Violation[] = [];
  const read = <Value>(name: string, { read: parse, must }: Parameter<Value>): Value | undefined => {
    const text = query[name];
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) violations.push({ pointer: `/query/${name}`, message: must });
    return value;
  };
  const parsed: OrderQuery = {
    customerId: read('customerId', customer),
    status: read('status', status),
    path: read('path', path),
    outcome: read('outcome', outcome),
    from: read('from', instant),
    to: read('to', instant),
    limit: read('limit', limit) ?? DEFAULT_LIMIT,
    after: read('cursor', cursor),
  };
  if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
  return parsed;
}
