import { InvalidInput, type ApiRequest, type Violation } from '@sidecart/platform';
import type { PaymentStatus } from './domain/payment.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const STATUSES: readonly string[] = ['PENDING', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED', 'PARTIALLY_REFUNDED'] satisfies PaymentStatus[];

/** What a list is asked for with. */
export interface PageQuery {
  readonly limit: number;
  readonly after: string | undefined;
  readonly status: PaymentStatus | undefined;
  readonly orderId: string | undefined;
}

/** Reads `limit`, `after`, `status` and `orderId`. Throws InvalidInput with a pointer to each bad one. */
export function readPageQuery({ limit, after, status, orderId }: ApiRequest['query']): PageQuery {
  const size = limit === undefined ? DEFAULT_LIMIT : /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : 0;
  const violations: Violation[] = [
    ...(size < 1 || size > MAX_LIMIT ? [{ pointer: '/query/limit', message: `must be 1 to ${MAX_LIMIT}` }] : []),
    ...(after !== undefined && !UUID.test(after) ? [{ pointer: '/query/after', message: 'must be the last id of a page' }] : []),
    ...(orderId !== undefined && !UUID.test(orderId) ? [{ pointer: '/query/orderId', message: 'must be a UUID' }] : []),
    ...(status !== undefined && !STATUSES.includes(status) ? [{ pointer: '/query/status', message: `must be one of ${STATUSES.join(', ')}` }] : []),
  ];
  if (violations.length > 0) throw new InvalidInput('a query parameter is not valid', violations);
  return { limit: size, after, status: status as PaymentStatus | undefined, orderId };
}

/** Reads a flag. Throws InvalidInput for anything but `true` and `false`. */
export function readFlag(query: ApiRequest['query'], name: string): boolean {
  const text = query[name];
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new InvalidInput('a query parameter is not valid', [{ pointer: `/query/${name}`, message: 'must be true or false' }]);
}
