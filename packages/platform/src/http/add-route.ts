import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { InvalidInput } from '../runtime/errors.js';
import { adminOnly } from './access.js';
import type { HttpAppSettings } from './settings.js';
import { unlessUnchanged } from './conditional.js';
import { plain } from './problem.js';
import { requireUuids, toApiRequest } from './request.js';
import { sendProblem, traceIdOf } from './send-problem.js';
import type { Route } from './types.js';

/** Serves one route: access, body, contract, use case, answer. */
export function addRoute(app: Express, route: Route, settings: HttpAppSettings): void {
  const steps: RequestHandler[] = [];
  if (route.access === 'admin') steps.push(adminOnly(settings.adminToken));
  if (route.body !== undefined) steps.push(requireJson, express.json({ limit: `${settings.bodyLimitKb}kb`, strict: false }));
  app[route.method](route.path, ...steps, async (request: Request, response: Response) => {
    requireUuids(route, request);
    const given = await route.handle(toApiRequest(route, request, response, settings.log));
    const answer = route.method === 'get' ? unlessUnchanged(request.get('if-none-match'), given) : given;
    response.status(answer.status).set({ ...answer.headers });
    if (answer.body === undefined) response.end();
    else response.json(answer.body);
  });
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

/** A path that exists under other methods answers 405 and names them. */
export function addMethodNotAllowed(app: Express, served: readonly { readonly path: string; readonly method: string }[]): void {
  for (const path of new Set(served.map((route) => route.path))) {
    const allow = served
      .filter((route) => route.path === path)
      .map((route) => route.method.toUpperCase())
      .join(', ');
    app.all(path, (request, response) => {
      response.set('allow', allow);
      const detail = `${request.path} takes ${allow}`;
      sendProblem(response, plain(405, 'METHOD_NOT_ALLOWED', 'Method not allowed', detail, request.path, traceIdOf(response)));
    });
  }
}
