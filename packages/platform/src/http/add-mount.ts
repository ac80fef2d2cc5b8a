import type { Express, Request, Response } from 'express';
import { Unavailable } from '../runtime/errors.js';
import { adminOnly } from './access.js';
import type { HttpAppSettings } from './settings.js';
import { plain } from './problem.js';
import { sendProblem, traceIdOf } from './send-problem.js';
import type { MountRoute } from './types.js';

const LAST_WORDS_MS = 1_000;

/** Serves foreign request handlers: their event streams end with the drain, all else they answer may finish. */
export function createMountServer(settings: HttpAppSettings) {
  const open = new Set<Response>();
  settings.stopping.addEventListener('abort', () => open.forEach(endStream));
  const serve = async (mounted: MountRoute, request: Request, response: Response): Promise<void> => {
    if (settings.stopping.aborted) throw new Unavailable('DRAINING', 'this instance is about to end; ask again');
    if (Number(request.get('content-length') ?? 0) > settings.bodyLimitKb * 1024) {
      const detail = 'the body is larger than this service takes';
      sendProblem(response, plain(413, 'BODY_TOO_LARGE', 'Body too large', detail, request.path, traceIdOf(response)));
      return;
    }
    open.add(response);
    response.once('close', () => open.delete(response));
    await mounted.mount(request, response);
  };
  return (app: Express, mounted: MountRoute): void => {
    const guards = mounted.access === 'admin' ? [adminOnly(settings.adminToken)] : [];
    app.all(`${mounted.path}{/*rest}`, ...guards, (request: Request, response: Response) => serve(mounted, request, response));
  };
}

function endStream(response: Response): void {
  if (!String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
  response.end();
  const late = setTimeout(() => response.destroy(), LAST_WORDS_MS);
  response.once('close', () => clearTimeout(late));
}
