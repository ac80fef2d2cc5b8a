import express, { type Express } from 'express';
import type { Metrics } from '../metrics/metrics.js';
import type { Logger } from '../runtime/logging.js';
import { errorHandler } from './send-problem.js';

/** A named condition of readiness; rejects while it does not hold. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<void>;
}

/** What those ask who run the service: whether it lives, whether it can work, and how it does. */
export interface OperationsSettings {
  readonly readiness: readonly ReadinessCheck[];
  /** Aborted once the service drains: `/readyz` says no. */
  readonly stopping: AbortSignal;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. */
export function addOperations(app: Express, { readiness, stopping, metrics }: OperationsSettings): void {
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    const results = await Promise.allSettled(readiness.map((item) => item.check()));
    const failing = readiness.filter((_item, index) => results[index]?.status === 'rejected').map((item) => item.name);
    if (stopping.aborted) failing.push('draining');
    response.status(failing.length === 0 ? 200 : 503).json(failing.length === 0 ? { status: 'ready' } : { status: 'not ready', failing });
  });
  app.get('/metrics', async (_request, response) => {
    const text = await metrics.text();
    response.set('content-type', metrics.contentType).end(text);
  });
}

/** The app of the operations port, for where the service's own port takes nobody but the sidecar. */
export function createOperationsApp(settings: OperationsSettings): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  addOperations(app, settings);
  app.use((_request, response) => void response.status(404).end());
  app.use(errorHandler(settings.log));
  return app;
}
