import { trace } from '@opentelemetry/api';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from '../runtime/logging.js';
import { problemOf, type ProblemAnswer } from './problem.js';

/** Sends a problem as `application/problem+json`. */
export function sendProblem(response: Response, { problem, headers }: ProblemAnswer): void {
  response.status(problem.status).set(headers).type('application/problem+json').send(JSON.stringify(problem));
}

/** The trace's id, or the request's where nothing is traced: what a caller quotes to the operators. */
export function traceIdOf(response: Response): string {
  return trace.getActiveSpan()?.spanContext().traceId ?? String(response.locals['requestId']);
}

/** The last resort of every route: an error becomes its problem, what is not foreseen is logged. */
export function errorHandler(log: Logger): ErrorRequestHandler {
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
