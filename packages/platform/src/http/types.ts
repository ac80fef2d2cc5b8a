import type { IncomingMessage, ServerResponse } from 'node:http';
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

/** What every kind of route says. */
export interface RouteBase {
  /** Express 5 path, such as `/carts/:cartId/items/:sku`. */
  readonly path: string;
  /** Params that must be UUIDs; another value is a 404 problem. */
  readonly uuidParams?: readonly string[];
  /** `admin`: 401 problem without `Authorization: Bearer <ADMIN_TOKEN>`. */
  readonly access?: 'admin';
}

/**
 * One route: path → contract → use case. Errors are thrown as AppError and mapped to problem+json. A GET whose 200 carries an
 * `etag` answers 304 to an If-None-Match that names it.
 */
export interface Route<Body = unknown> extends RouteBase {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Contract of the body; without one the body is not read. */
  readonly body?: BodyContract<Body>;
  /** `required`: 400 problem without an Idempotency-Key (1–255 printable characters). */
  readonly idempotencyKey?: 'required';
  handle(request: ApiRequest<Body>): Promise<ApiResponse>;
}

/** One server-sent event; `data` is sent as JSON. */
export interface StreamEvent {
  /** What the client sends as Last-Event-ID when it comes back. */
  readonly id?: string;
  readonly event?: string;
  readonly data: unknown;
  /** How long the client is to wait before it comes back, milliseconds. */
  readonly retryMs?: number;
}

/** Where a stream goes. Writing to a closed one does nothing and returns false. */
export interface EventSink {
  send(event: StreamEvent): boolean;
  comment(text?: string): boolean;
  /** Aborted when the client has gone, the service drains or the stream has ended. */
  readonly closed: AbortSignal;
  /** Sends the headers, so that the client knows itself connected, and resolves once `closed` is aborted. */
  untilClosed(): Promise<void>;
}

/**
 * A GET route of server-sent events. It lasts until `stream` resolves, the client goes or the service drains; what it throws before
 * the first write becomes a problem. A comment every 15 seconds keeps it alive; a client that leaves 1 MiB unread is cut off.
 */
export interface StreamRoute extends RouteBase {
  stream(request: ApiRequest, sink: EventSink): Promise<void>;
}

/**
 * A foreign request handler at a path and all below it, for every method; it sees the whole URL and reads the body itself.
 * Ids, access, draining and the problem for what it throws are the platform's. A body said to be above BODY_LIMIT_KB is refused.
 */
export interface MountRoute extends Omit<RouteBase, 'uuidParams'> {
  mount(request: IncomingMessage, response: ServerResponse): unknown;
}

/** What a service can serve. */
export type AnyRoute = Route | StreamRoute | MountRoute;

/** Types a route by its body contract. */
export function route<Body = undefined>(definition: Route<Body>): Route {
  return definition;
}

/** Types a stream of server-sent events. */
export function streamRoute(definition: StreamRoute): StreamRoute {
  return definition;
}

/** Mounts a foreign request handler, such as a GraphQL server's, at `path`. */
export function mountRoute(path: string, mount: MountRoute['mount'], options: Pick<MountRoute, 'access'> = {}): MountRoute {
  return { path, mount, ...options };
}
