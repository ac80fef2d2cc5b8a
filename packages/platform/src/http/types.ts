import type { BodyContract } from '../events/contracts.js';
import type { Logger } from '../runtime/logging.js';

/** A request that has passed its contract. */
export interface ApiRequest<Body = unknown> {
  readonly params: Readonly<Record<string, string>>;
  /** Query parameters; a repeated one keeps its last value. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: Body;
  header(name: string): string | undefined;
  /** The Idempotency-Key header; only undefined where the route does not demand one. */
  readonly idempotencyKey: string | undefined;
  readonly correlationId: string;
  readonly requestId: string;
  readonly log: Logger;
}

/** A use case's answer. `body` is sent as JSON; undefined sends none. */
export interface ApiResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One route: path → contract → use case. Errors are thrown as AppError and mapped to problem+json. */
export interface Route<Body = unknown> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express 5 path, such as `/carts/:cartId/items/:sku`. */
  readonly path: string;
  /** Contract of the body; without one the body is not read. */
  readonly body?: BodyContract<Body>;
  /** Params that must be UUIDs; another value is a 404 problem. */
  readonly uuidParams?: readonly string[];
  /** `required`: 400 problem without an Idempotency-Key (1–255 printable characters). */
  readonly idempotencyKey?: 'required';
  /** `admin`: 401 problem without `Authorization: Bearer <ADMIN_TOKEN>`. */
  readonly access?: 'admin';
  handle(request: ApiRequest<Body>): Promise<ApiResponse>;
}

/** Types a route by its body contract. */
export function route<Body = undefined>(definition: Route<Body>): Route {
  return definition;
}
