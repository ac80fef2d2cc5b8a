import { trace } from '@opentelemetry/api';
import express, { type Express, type RequestHandler } from 'express';
import { withFlow } from '../runtime/context.js';
import { flowAttributes } from '../runtime/flow-attributes.js';
import { traceOf } from '../runtime/flow-ids.js';
import { newId } from '../runtime/ids.js';
import { sidecarOnly } from './access.js';
import { createMountServer } from './add-mount.js';
import { addMethodNotAllowed, addRoute } from './add-route.js';
import { createStreamServer } from './add-stream.js';
import { correlationOf } from './baggage.js';
import { measureRequests } from './measure.js';
import { addOperations } from './operations.js';
import { plain } from './problem.js';
import { errorHandler, sendProblem, traceIdOf } from './send-problem.js';
import type { HttpAppSettings } from './settings.js';

/** A delivery holds a whole batch of events. */
const EVENT_BODY_LIMIT = '64mb';
const LONGEST_ID = 200;

/** Makes the Express app of one service: operations, events, routes, problems. */
export function createHttpApp(settings: HttpAppSettings): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Express would answer 304 by rules of its own: not to a fetch, which sends no-cache with If-None-Match, but for a 202 too.
  Object.defineProperty(app.request, 'fresh', { value: false });
  app.use(openFlow);
  addOperations(app, settings);
  app.use(measureRequests(settings.metrics));
  addEventRoutes(app, settings);
  addRoutes(app, settings);
  app.use((request, response) => {
    sendProblem(
      response,
      plain(404, 'NO_SUCH_ROUTE', 'Not found', `${request.method} ${request.path} is not a route of this service`, request.path, traceIdOf(response)),
    );
  });
  app.use(errorHandler(settings.log));
  return app;
}

function addRoutes(app: Express, settings: HttpAppSettings): void {
  const addStream = createStreamServer(settings);
  const addMount = createMountServer(settings);
  for (const route of settings.routes) {
    if ('mount' in route) addMount(app, route);
    else if ('stream' in route) addStream(app, route);
    else addRoute(app, route, settings);
  }
  const served = settings.routes.flatMap((route) =>
    'mount' in route ? [] : [{ path: route.path, method: 'stream' in route ? 'get' : route.method }],
  );
  addMethodNotAllowed(app, served);
}

/** Gives each request its ids and runs it in their flow; both ids come back in the answer. */
const openFlow: RequestHandler = (request, response, next) => {
  const requestId = usable(request.get('x-request-id')) ?? newId();
  const correlationId = usable(request.get('x-correlation-id')) ?? usable(correlationOf(request.get('baggage'))) ?? requestId;
  response.locals['requestId'] = requestId;
  response.locals['correlationId'] = correlationId;
  response.set({ 'x-request-id': requestId, 'x-correlation-id': correlationId });
  // Events bring flows of their own.
  const ids = request.path.startsWith('/events/') ? { requestId } : { requestId, correlationId };
  const flow = { ...ids, ...traceOf(request.get('traceparent')) };
  // The span of the request began before there was a flow.
  trace.getActiveSpan()?.setAttributes(flowAttributes(flow));
  withFlow(flow, () => next());
};

function usable(id: string | undefined): string | undefined {
  return id !== undefined && id.length <= LONGEST_ID && /^[\x21-\x7e]+$/.test(id) ? id : undefined;
}

function addEventRoutes(app: Express, settings: HttpAppSettings): void {
  app.get('/dapr/subscribe', (_request, response) => void response.json(settings.subscriptionList()));
  const readEvents = express.json({ type: () => true, limit: EVENT_BODY_LIMIT, strict: false });
  app.post('/events/:topic', sidecarOnly(settings.appApiToken), readEvents, async (request, response) => {
    const answer = await settings.receive(String(request.params['topic']), request.body);
    // The sidecar reads a list only after a bulk delivery; for a single event it would take it for SUCCESS.
    response.json(isBulk(request.body) ? answer : singleAnswer(answer));
  });
}

function isBulk(body: unknown): boolean {
  return Array.isArray((body as { entries?: unknown } | null | undefined)?.entries);
}

function singleAnswer(answer: unknown): unknown {
  const { statuses } = answer as { statuses?: readonly { status: string }[] };
  return statuses?.[0] === undefined ? answer : { status: statuses[0].status };
}
