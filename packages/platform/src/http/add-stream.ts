import type { Express, Request, Response } from 'express';
import { NothingMore, Unavailable } from '../runtime/errors.js';
import { adminOnly } from './access.js';
import type { HttpAppSettings } from './settings.js';
import { openStream, type OpenStream } from './event-stream.js';
import { requireUuids, toApiRequest } from './request.js';
import type { StreamRoute } from './types.js';

const HEARTBEAT_MS = 15_000;

/** Serves streams: a draining service ends those that are open and takes no new one. */
export function createStreamServer(settings: HttpAppSettings) {
  const open = new Set<OpenStream>();
  settings.stopping.addEventListener('abort', () => open.forEach((stream) => stream.end()));
  const serve = async (route: StreamRoute, request: Request, response: Response): Promise<void> => {
    requireUuids(route, request);
    if (settings.stopping.aborted) throw new Unavailable('DRAINING', 'this instance is about to end; ask again');
    const stream = openStream(response, settings.heartbeatMs ?? HEARTBEAT_MS);
    if (request.method === 'HEAD') {
      stream.end();
      return;
    }
    open.add(stream);
    try {
      await route.stream(toApiRequest(route, request, response, settings.log), stream.sink);
    } catch (error) {
      if (!response.headersSent) {
        stream.abandon();
        if (!(error instanceof NothingMore)) throw error;
        response.status(204).end();
        return;
      }
      // Too late for a problem: the client sees an end and comes back.
      if (!stream.sink.closed.aborted) settings.log.error({ err: error, path: request.path }, 'stream failed');
    } finally {
      open.delete(stream);
    }
    stream.end();
  };
  return (app: Express, route: StreamRoute): void => {
    const guards = route.access === 'admin' ? [adminOnly(settings.adminToken)] : [];
    app.get(route.path, ...guards, (request: Request, response: Response) => serve(route, request, response));
  };
}
