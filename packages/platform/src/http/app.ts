import { timingSafeEqual, createHash } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response } from 'express';
import { withFlow } from '../runtime/context.js';
import { InvalidInput, NotFound, Unauthorized } from '../runtime/errors.js';
import { newId } from '../runtime/ids.js';
import type { Logger } from '../runtime/logging.js';
import { plain, problemOf, type ProblemAnswer } from './problem.js';
import { toApiRequest } from './request.js';
import type { Route } from './types.js';

/** A named condition of readiness; rejects while it does not hold. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<void>;
}

/** What an HTTP app is made of. */
export interface HttpAppSettings {
  readonly routes: readonly Route[];
  /** Answers `GET /dapr/subscribe`. */
  subscriptionList(): readonly unknown[];
  /** Takes one delivery of events. */
  receive(topic: string, body: unknown): Promise<unknown>;
  readonly readiness: readonly ReadinessCheck[];
  /** True once the service drains: `/readyz` says no. */
  readonly draining: () => boolean;
  readonly bodyLimitKb: number;
  readonly appApiToken: string;
  readonly adminToken: string;
  readonly log: Logger;
}

/** A delivery holds a whole batch of events. */
const EVENT_BODY_LIMIT = '64mb';
const LONGEST_ID = 200;

/** Makes the Express app of one service: health, events, routes, problems. */
export function createHttpApp(settings: HttpAppSettings): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(openFlow);
  addHealth(app, settings);
  addEventRoutes(app, settings);
  for (const route of settings.routes) addRoute(app, route, settings);
  addMethodNotAllowed(app, settings.routes);
  app.use((request, response) => {
    sendProblem(
      response,
      plain(404, 'NO_SUCH_ROUTE', 'Not found', `${request.method} ${request.path} is not a route of this service`, request.path, traceIdOf(response)),
    );
  });
  app.use(errorHandler(settings.log));
  return app;
}

/** Gives each request its ids and runs it in their flow; both ids come back in the answer. */
const openFlow: RequestHandler = (request, response, next) => {
  const requestId = usable(request.get('x-request-id')) ?? newId();
  const correlationId = usable(request.get('x-correlation-id')) ?? requestId;
  response.locals['requestId'] = requestId;
  response.locals['correlationId'] = correlationId;
  response.set({ 'x-request-id': requestId, 'x-correlation-id': correlationId });
  withFlow({ requestId, correlationId }, () => next());
};

function usable(id: string | undefined): string | undefined {
  return id !== undefined && id.length <= LONGEST_ID && /^[\x21-\x7e]+$/.test(id) ? id : undefined;
}

function addHealth(app: Express, { readiness, draining }: HttpAppSettings): void {
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const results = await Promise.allSettled(readiness.map((item) => item.check()));
    const failing = readiness.filter((_item, index) => results[index]?.status === 'rejected').map((item) => item.name);
    if (draining()) failing.push('draining');
    response.status(failing.length === 0 ? 200 : 503).json(failing.length === 0 ? { status: 'ready' } : { status: 'not ready', failing });
  });
}

/** Only the own sidecar may hand in events: it alone has the token. */
function addEventRoutes(app: Express, settings: HttpAppSettings): void {
  const guard: RequestHandler = (request, _response, next) => {
    if (!sameSecret(request.get('dapr-api-token'), settings.appApiToken)) throw new Unauthorized('event routes take the sidecar’s token only');
    next();
  };
  app.get('/dapr/subscribe', (_request, response) => void response.json(settings.subscriptionList()));
  app.post('/events/:topic', guard, express.json({ type: () => true, limit: EVENT_BODY_LIMIT, strict: false }), async (request, response) => {
    const answer = await settings.receive(String(request.params['topic']), request.body);
    // The sidecar reads a list only after a bulk delivery; for a single event it would take it for SUCCESS.
    response.json(isBulk(request.body) ? answer : singleAnswer(answer));
  });
}

function addRoute(app: Express, route: Route, settings: HttpAppSettings): void {
  const steps: RequestHandler[] = [];
  if (route.access === 'admin') steps.push(adminOnly(settings.adminToken));
  if (route.body !== undefined) steps.push(requireJson, express.json({ limit: `${settings.bodyLimitKb}kb`, strict: false }));
  app[route.method](route.path, ...steps, async (request: Request, response: Response) => {
    requireUuids(route, request);
    const answer = await route.handle(toApiRequest(route, request, response, settings.log));
    response.status(answer.status).set({ ...answer.headers });
    if (answer.body === undefined) response.end();
    else response.json(answer.body);
  });
}

function isBulk(body: unknown): boolean {
  return Array.isArray((body as { entries?: unknown } | null | undefined)?.entries);
}

function singleAnswer(answer: unknown): unknown {
  const { statuses } = answer as { statuses?: readonly { status: string }[] };
  return statuses?.[0] === undefined ? answer : { status: statuses[0].status };
}

function adminOnly(token: string): RequestHandler {
  return (request, _response, next) => {
    const [scheme, given] = (request.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !sameSecret(given, token)) throw new Unauthorized('this route wants the operator’s bearer token');
    next();
  };
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(given: string | undefined, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(secret));
}

const requireJson: RequestHandler = (request, response, next) => {
  if (request.is('application/json') !== false && request.get('content-type') !== undefined) {
    next();
    return;
  }
  if ((request.get('content-length') ?? '0') === '0' && request.get('transfer-encoding') === undefined) {
    throw new InvalidInput('a JSON body is required', [{ pointer: '', message: 'is required' }]);
  }
  sendProblem(response, plain(415, 'UNSUPPORTED_MEDIA_TYPE', 'Unsupported media type', 'send application/json', request.path, traceIdOf(response)));
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function requireUuids(route: Route, request: Request): void {
  for (const name of route.uuidParams ?? []) {
    const value = String(request.params[name]);
    if (!UUID.test(value)) throw new NotFound(name === 'id' ? 'the resource' : name, value);
  }
}

/** A path that exists under other methods answers 405 and names them. */
function addMethodNotAllowed(app: Express, routes: readonly Route[]): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const allow = routes
      .filter((route) => route.path === path)
      .map((route) => route.method.toUpperCase())
      .join(', ');
    app.all(path, (request, response) => {
      response.set('allow', allow);
      sendProblem(
        response,
        plain(405, 'METHOD_NOT_ALLOWED', 'Method not allowed', `${request.path} takes ${allow}`, request.path, traceIdOf(response)),
      );
    });
  }
}

function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const answer = problemOf(error, request.path, traceIdOf(response));
    if (answer.problem.status >= 500) log.error({ err: error, path: request.path }, 'request failed');
    sendProblem(response, answer);
  };
}

function sendProblem(response: Response, { problem, headers }: ProblemAnswer): void {
  response.status(problem.status).set(headers).type('application/problem+json').send(JSON.stringify(problem));
}

/** The trace's id, or the request's where nothing is traced: what a caller quotes to the operators. */
function traceIdOf(response: Response): string {
  return trace.getActiveSpan()?.spanContext().traceId ?? String(response.locals['requestId']);
}
