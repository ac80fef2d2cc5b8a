import type { Request, RequestHandler, Response } from 'express';
import { ANSWERS } from '../metrics/buckets.js';
import type { Metrics } from '../metrics/metrics.js';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Times the requests of the routes that come after it. Streams are left out: they last as long as somebody listens. */
export function measureRequests(metrics: Metrics): RequestHandler {
  const durations = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'From a request to the end of its answer, by the pattern of its route; streams are left out',
    labels: ['method', 'route', 'status'],
    buckets: ANSWERS,
  });
  return (request, response, next) => {
    const started = performance.now();
    response.once('close', () => {
      if (isStream(response)) return;
      durations.observe({ method: methodOf(request), route: routeOf(request), status: statusOf(response) }, (performance.now() - started) / 1_000);
    });
    next();
  };
}

function isStream(response: Response): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}

function methodOf({ method }: Request): string {
  return METHODS.has(method) ? method : 'other';
}

/** Never the path, which anybody can make up. */
function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { readonly path?: unknown };
  return typeof path === 'string' ? path : 'unmatched';
}

/** `aborted` where the client did not wait for the answer. */
function statusOf(response: Response): string {
  return response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'aborted';
}
