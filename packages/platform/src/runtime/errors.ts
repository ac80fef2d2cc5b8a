/** The base of every error the code raises on purpose: a stable `code`, and whether trying again can help. */
export class AppError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  /** JSON-safe facts for the caller; never secrets or personal data. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** What an AppError can carry besides its code and message. */
export interface AppErrorOptions {
  readonly retryable?: boolean;
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** One thing wrong with a document, at an RFC 6901 pointer into it. */
export interface Violation {
  readonly pointer: string;
  readonly message: string;
}

/** The input does not hold against its schema (HTTP 400). */
export class InvalidInput extends AppError {
  readonly violations: readonly Violation[];
  constructor(message: string, violations: readonly Violation[]) {
    super('INVALID_INPUT', message, { details: { violations } });
    this.violations = violations;
  }
}

/** The thing asked for does not exist (HTTP 404). */
export class NotFound extends AppError {
  constructor(what: string, id: string) {
    super('NOT_FOUND', `${what} ${id} does not exist`);
  }
}

/** The request contradicts the present state (HTTP 409). `retryAfterSeconds` when waiting helps. */
export class Conflict extends AppError {
  readonly retryAfterSeconds: number | undefined;
  constructor(code: string, message: string, options: AppErrorOptions & { retryAfterSeconds?: number } = {}) {
    super(code, message, options);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** If-Match did not name the present version (HTTP 412). */
export class PreconditionFailed extends AppError {
  constructor(message: string) {
    super('PRECONDITION_FAILED', message);
  }
}

/** If-Match is required and missing (HTTP 428). */
export class PreconditionRequired extends AppError {
  constructor(message: string) {
    super('PRECONDITION_REQUIRED', message);
  }
}

/** A well-formed request that cannot be carried out, such as a key used again for another body (HTTP 422). */
export class Unprocessable extends AppError {}

/** The payment was refused (HTTP 402). */
export class PaymentRequired extends AppError {}

/** The caller has no valid token (HTTP 401). */
export class Unauthorized extends AppError {
  constructor(message: string) {
    super('UNAUTHORIZED', message);
  }
}

/** A part this service needs cannot be reached; trying later helps (HTTP 503). Uses up no attempt of an event. */
export class Unavailable extends AppError {
  constructor(code: string, message: string, options: Omit<AppErrorOptions, 'retryable'> = {}) {
    super(code, message, { ...options, retryable: true });
  }
}

/** A handler knows that no repetition can succeed: the event goes to the dead letters at once. */
export class PermanentError extends AppError {}

/** A stream has nothing more to tell this client (HTTP 204, which ends an EventSource). */
export class NothingMore extends AppError {
  constructor() {
    super('NOTHING_MORE', 'nothing more will come');
  }
}
