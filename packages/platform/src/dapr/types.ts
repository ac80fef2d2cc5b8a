/** A call to another service through the sidecar. */
export interface InvokeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query at the target, such as `/payments`. */
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the whole call with its retries, milliseconds. Default 5,000. */
  readonly deadlineMs?: number;
  /** Attempts in all, within the deadline. Default 20; a call without an idempotency key that is not GET is made once. */
  readonly attempts?: number;
  readonly signal?: AbortSignal;
}

/** The target's answer; any status below 500 but 429 is an answer, not an error. */
export interface InvokeResponse<Body = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** One operation of an output binding. */
export interface BindingRequest {
  /** What the binding's component calls it, such as `create`. */
  readonly operation: string;
  readonly data?: unknown;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Milliseconds. Default 5,000. */
  readonly deadlineMs?: number;
}

/** One event to send, as the sidecar gets it. */
export interface OutgoingEvent {
  readonly entryId: string;
  readonly event: unknown;
}

/** The service's own sidecar. Every method throws Unavailable when it, or what stands behind it, does not answer. */
export interface DaprClient {
  /** Calls another service; throws Unavailable on a network error, timeout or 5xx once the attempts are used up. */
  invoke<Body = unknown>(appId: string, request: InvokeRequest): Promise<InvokeResponse<Body>>;
  /**
   * Hands an operation to an output binding, once, and resolves to its answer. Throws Unavailable when sidecar or target do
   * not answer or fail (the operation may have been carried out all the same), AppError BINDING_REFUSED
   * for what never can work; both carry `details.status` and `details.answer`, the sidecar's text.
   */
  invokeBinding(name: string, request: BindingRequest): Promise<unknown>;
  /** Publishes one topic's events in bulk. Resolves to the reason per entry id that failed; empty when all were stored. */
  publishBulk(topic: string, events: readonly OutgoingEvent[]): Promise<ReadonlyMap<string, string>>;
  /** Reads a key of a state store: undefined when absent. */
  getState(store: string, key: string): Promise<{ readonly value: unknown; readonly etag: string } | undefined>;
  /** Compare-and-set by etag (undefined: only if absent, first write wins). Resolves to false on a conflict. */
  saveState(store: string, key: string, value: unknown, etag: string | undefined): Promise<boolean>;
  /** Names of the components the sidecar has loaded. */
  components(): Promise<readonly string[]>;
  /** True when the sidecar answers its health check. */
  healthy(): Promise<boolean>;
  /** Asks the sidecar to end; whoever started it starts it again. */
  shutdown(): Promise<void>;
  close(): Promise<void>;
}
