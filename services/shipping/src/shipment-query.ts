import { InvalidInput, type ApiRequest } from '@sidecart/platform';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A page of shipments: up to `limit` orders after the order `after`. */
export interface ShipmentQuery {
  readonly after: string | undefined;
  readonly limit: number;
}

/** Reads the query of `GET /shipments`. Throws InvalidInput with a pointer to every bad parameter. */
export function readShipmentQuery({ after, limit = String(DEFAULT_LIMIT) }: ApiRequest['query']): ShipmentQuery {
  const size = /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : 0;
  const violations = [
    ...(size < 1 || size > MAX_LIMIT ? [{ pointer: '/query/limit', message: `must be an integer from 1 to ${MAX_LIMIT}` }] : []),
    ...(after !== undefined && !UUID.test(after) ? [{ pointer: '/query/after', message: 'must be the id of an order' }] : []),
  ];
  if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
  return { after, limit: size };
}

/** Whether `POST /shipments` only asks. Throws InvalidInput for a value that says neither. */
export function readDryRun({ dryRun = 'false' }: ApiRequest['query']): boolean {
  if (dryRun !== 'true' && dryRun !== 'false')
    throw new InvalidInput('the query is not valid', [{ pointer: '/query/dryRun', message: 'must be true or false' }]);
  return dryRun === 'true';
}

/** The key of a request that has an effect. Throws InvalidInput without one. */
export function requireKey({ idempotencyKey }: Pick<ApiRequest, 'idempotencyKey'>): string {
  if (idempotencyKey !== undefined) return idempotencyKey;
  throw new InvalidInput('an Idempotency-Key header is required', [{ pointer: '/headers/idempotency-key', message: 'is required' }]);
}
