import { InvalidInput, type Violation } from '@sidecart/platform';
import type { OrderQuery } from '../domain/page.js';
import { readOrderQuery } from '../order-query.js';
import { decodeLine } from './line-cursor.js';

/** Which part of a list is asked for. */
export interface Slice {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Which orders are asked for. */
export interface OrdersArguments extends Slice {
  readonly filter?: Readonly<Record<string, string | null>> | null;
}

const DEFAULT_LINES = 20;
const MAX_LINES = 100;

/** Reads what orders are asked for, by the rules of `GET /orders`. Throws InvalidInput. */
export function readOrders({ first, after, filter }: OrdersArguments): OrderQuery {
  const given = Object.fromEntries(Object.entries(filter ?? {}).map(([name, value]) => [name, value ?? undefined] as const));
  try {
    return readOrderQuery({ ...given, limit: first?.toString(), cursor: after ?? undefined });
  } catch (error) {
    throw error instanceof InvalidInput ? invalid(error.violations.map(renamed)) : error;
  }
}

/** Reads which lines of a story are asked for. Throws InvalidInput. */
export function readLines({ first, after }: Slice) {
  const limit = first ?? DEFAULT_LINES;
  const place = typeof after === 'string' ? decodeLine(after) : undefined;
  if (limit < 1 || limit > MAX_LINES) throw invalid([{ pointer: '/first', message: `must be an integer from 1 to ${MAX_LINES}` }]);
  if (typeof after === 'string' && place === undefined) throw invalid([{ pointer: '/after', message: 'must be the cursor of a line' }]);
  return { limit, after: place };
}

const invalid = (violations: readonly Violation[]) => new InvalidInput('the arguments are not valid', violations);

/** The same thing has another name there. */
function renamed({ pointer, message }: Violation): Violation {
  if (pointer === '/query/limit') return { pointer: '/first', message };
  if (pointer === '/query/cursor') return { pointer: '/after', message: 'must be the cursor of an order' };
  return { pointer: pointer.replace('/query/', '/filter/'), message };
}
