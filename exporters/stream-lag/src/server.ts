import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Scrapes } from './scrapes.js';

/**
 * Serves `/metrics`, `/healthz` and `/readyz`. It is ready once Redis could be read, and stays so: a Redis that is away is told by
 * `stream_lag_exporter_up`, which nobody could ask for from a pod that is taken out of its Service.
 */
export function createMetricsServer(scrapes: Scrapes, contentType: string): Server {
  const answer = (response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  };
  const ready = async (response: ServerResponse): Promise<void> => {
    if (!scrapes.reached) await scrapes.page();
    if (scrapes.reached) answer(response, 200, 'ready\n');
    else answer(response, 503, 'Redis cannot be read\n');
  };
  return createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET') answer(response, 405, 'only GET\n');
    else if (path === '/healthz') answer(response, 200, 'alive\n');
    else if (path === '/readyz') void ready(response);
    else if (path === '/metrics') void scrapes.page().then((page) => answer(response, 200, page, contentType));
    else answer(response, 404, 'not found\n');
  });
}
