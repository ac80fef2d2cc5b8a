import type { Request, Response } from 'express';
import { InvalidInput, NotFound } from '../runtime/errors.js';
import type { Logger } from '../runtime/logging.js';
import type { ApiRequest, Route, RouteBase } from './types.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** What a request is held against. */
type Contract = RouteBase & Pick<Route, 'body' | 'idempotencyKey'>;

/** Turns an Express request into what a use case takes. Throws InvalidInput where body or Idempotency-Key break the contract. */
export function toApiRequest(route: Contract, request: Request, response: Response, log: Logger): ApiRequest {
  const body: unknown = request.body;
  const violations = route.body?.validate(body) ?? [];
  if (violations.length > 0) throw new InvalidInput(`the body does not hold against ${route.body?.name}`, violations);
  return {
    params: request.params as Record<string, string>,
    query: Object.fromEntries(Object.entries(request.query).map(([key, value]) => [key, lastText(value)])),
    body,
    header: (name) => request.get(name),
    idempotencyKey: idempotencyKey(route, request),
    correlationId: String(response.locals['correlationId']),
    requestId: String(response.locals['requestId']),
    log,
  };
}

function idempotencyKey(route: Contract, request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key === undefined && route.idempotencyKey !== 'required') return undefined;
  if (key !== undefined && IDEMPOTENCY_KEY.test(key)) return key;
  throw new InvalidInput('an Idempotency-Key header is required', [
    { pointer: '/headers/idempotency-key', message: key === undefined ? 'is required' : 'must be 1 to 255 visible ASCII characters' },
  ]);
}

function lastText(value: unknown): string | undefined {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last : undefined;
}

/** Throws NotFound where a parameter that must be a UUID is none. */
export function requireUuids(route: RouteBase, request: Request): void {
  for (const name of route.uuidParams ?? []) {
    const value = String(request.params[name]);
    if (!UUID.test(value)) throw new NotFound(name === 'id' ? 'the resource' : name, value);
  }
}
