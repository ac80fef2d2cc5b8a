import type { Tx } from '../database/tx.js';
import type { PlatformEvent } from '../events/event.js';
import type { Logger } from '../runtime/logging.js';

/** An intended call to the outside, committed before it is made. */
export interface Intent<Payload = unknown> {
  readonly id: string;
  readonly kind: string;
  /** The idempotency key of the call; unique within its kind. */
  readonly key: string;
  readonly payload: Payload;
  /** Calls made so far, this one included: 1 on the first. */
  readonly attempt: number;
  readonly createdAt: Date;
  readonly correlationId: string;
  readonly causationId: string | undefined;
}

/** What `call` gets besides the intent. */
export interface CallContext {
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * How one kind of intent is carried out. `call` does the network I/O outside any transaction and
 * resolves to a **definite** outcome; when the outcome is unknown it throws, and the call is made
 * again later under the same key. `settle` commits the outcome and its events in one transaction.
 */
export interface IntentKind<Payload, Outcome, T extends Tx = Tx> {
  readonly kind: string;
  call(intent: Intent<Payload>, context: CallContext): Promise<Outcome>;
  settle(tx: T, intent: Intent<Payload>, outcome: Outcome): Promise<void>;
  /** What is kept of the payload once the intent is settled; a kind whose payload holds a secret leaves it out here. */
  redact?(payload: Payload): unknown;
}

/** What `enqueue` is told. */
export interface NewIntent<Payload> {
  readonly kind: string;
  readonly key: string;
  readonly payload: Payload;
  readonly correlationId?: string;
  /** The event that led to this intent, when there is one. */
  readonly cause?: PlatformEvent;
  /** First call not before this time; defaults to now. */
  readonly notBefore?: Date;
  /**
   * True when the caller will run it at once itself (`execute`): the intent is born leased, so that no
   * worker takes it meanwhile; when the caller dies, the lease runs out and a worker goes on.
   */
  readonly leased?: boolean;
}

/** Where an intent stands after `execute`: `settled` with its outcome, or still `pending` (unknown outcome, or leased by another). */
export type IntentState<Outcome> = { readonly state: 'settled'; readonly outcome: Outcome } | { readonly state: 'pending'; readonly reason: string };

/** The durable queue of intents of one service. */
export interface Intents<T extends Tx = Tx> {
  /** Stores an intent in the caller's transaction. The same kind and key again: the stored one stays, resolves to its id. */
  enqueue<Payload>(tx: T, intent: NewIntent<Payload>): Promise<EnqueuedIntent>;
  /** Runs a just enqueued intent in the caller's own time instead of waiting for the worker. */
  execute<Outcome>(enqueued: EnqueuedIntent): Promise<IntentState<Outcome>>;
}

/** A stored intent; `leaseToken` is set when it was born leased to the caller. */
export interface EnqueuedIntent {
  readonly id: string;
  readonly created: boolean;
  readonly leaseToken: string | undefined;
}
