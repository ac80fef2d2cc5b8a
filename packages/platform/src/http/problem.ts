import { FaultsOff } from '../faults/types.js';
import {
  AppError,
  Conflict,
  InvalidInput,
  NotFound,
  PaymentRequired,
  PreconditionFailed,
  PreconditionRequired,
  Unauthorized,
  Unavailable,
  Unprocessable,
} from '../runtime/errors.js';

/** RFC 9457 problem details, with the platform's extension members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  /** Stable, for programs. */
  readonly code: string;
  readonly traceId: string;
  /** For an invalid body: each pointer at fault (RFC 6901). */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly [extension: string]: unknown;
}

/** A problem and the headers that go with it. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

const STATUSES: readonly (readonly [abstract new (...args: never[]) => AppError, number, string])[] = [
  [InvalidInput, 400, 'Invalid input'],
  [Unauthorized, 401, 'Unauthorized'],
  [PaymentRequired, 402, 'Payment declined'],
  [NotFound, 404, 'Not found'],
  [FaultsOff, 404, 'Not found'],
  [Conflict, 409, 'Conflict'],
  [PreconditionFailed, 412, 'Precondition failed'],
  [Unprocessable, 422, 'Cannot be processed'],
  [PreconditionRequired, 428, 'Precondition required'],
  [Unavailable, 503, 'Temporarily unavailable'],
];
const RETRY_AFTER_SECONDS = 2;

/** The one mapper from errors to HTTP. What is not an AppError becomes a 500 that says nothing of the inside. */
export function problemOf(error: unknown, instance: string, traceId: string): ProblemAnswer {
  const known = STATUSES.find(([kind]) => error instanceof kind);
  if (known !== undefined) return describe(error as AppError, known[1], known[2], instance, traceId);
  const transport = transportProblem(error, instance, traceId);
  if (transport !== undefined) return transport;
  return plain(500, 'INTERNAL', 'Internal error', `something failed inside; the operators find it by trace ${traceId}`, instance, traceId);
}

/** A problem that is no AppError: what HTTP itself refuses. */
export function plain(status: number, code: string, title: string, detail: string, instance: string, traceId: string): ProblemAnswer {
  return { problem: { type: typeOf(code), title, status, detail, instance, code, traceId }, headers: {} };
}

function describe(error: AppError, status: number, title: string, instance: string, traceId: string): ProblemAnswer {
  const base = plain(status, error.code, title, error.message, instance, traceId).problem;
  if (error instanceof InvalidInput) {
    const errors = error.violations.map(({ pointer, message }) => ({ pointer, detail: message }));
    return { problem: { ...base, errors }, headers: {} };
  }
  const retryAfter = error instanceof Conflict ? error.retryAfterSeconds : error instanceof Unavailable ? RETRY_AFTER_SECONDS : undefined;
  const headers: Record<string, string> = {};
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  if (error instanceof Unauthorized) headers['www-authenticate'] = 'Bearer';
  return { problem: { ...error.details, ...base }, headers };
}

/** What Express's body parser refuses: malformed JSON, a body too large, a broken transfer. */
function transportProblem(error: unknown, instance: string, traceId: string): ProblemAnswer | undefined {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.parse.failed') return plain(400, 'MALFORMED_JSON', 'Invalid input', 'the body is not valid JSON', instance, traceId);
  if (type === 'entity.too.large')
    return plain(413, 'BODY_TOO_LARGE', 'Body too large', 'the body is larger than this service takes', instance, traceId);
  if (typeof type === 'string' && typeof status === 'number' && status >= 400 && status < 500) {
    return plain(status, 'BAD_REQUEST', 'Bad request', 'the body could not be read', instance, traceId);
  }
  if (error instanceof URIError) return plain(400, 'BAD_REQUEST', 'Bad request', 'the path is not valid', instance, traceId);
  return undefined;
}

function typeOf(code: string): string {
  return `https://sidecart.dev/problems/${code.toLowerCase().replaceAll('_', '-')}`;
}
