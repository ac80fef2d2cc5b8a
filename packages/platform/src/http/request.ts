import type { Request, Response } from 'express';
import { InvalidInput } from '../runtime/errors.js';
import type { Logger } from '../runtime/logging.js';
import type { ApiRequest, Route } from './types.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Turns an Express request into what a use case takes. Throws InvalidInput where body or Idempotency-Key break the contract. */
export function toApiRequest(route: Route, request: Request, response: Response, log: Logger): ApiRequest {
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

function idempotencyKey(route: Route, request: Request): string | undefined {
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
