import type { Tx } from '../database/tx.js';
import type { Topic } from '../events/contracts.js';
import type { NewEvent, PlatformEvent } from '../events/event.js';
import type { Logger } from '../runtime/logging.js';

/** What a handler works with: everything in it takes part in the one transaction of the batch. */
export interface HandlerContext<T extends Tx = Tx> {
  readonly tx: T;
  readonly now: Date;
  readonly log: Logger;
  /** Runs `work` in the trace and the flow of one event of the batch, so that what it logs says which event it is about. */
  readonly causedBy: <R>(event: PlatformEvent, work: () => R) => R;
  /** Stores an event in the outbox, caused by and correlated with `cause`. */
  publish<Data>(event: NewEvent<Data>, cause: PlatformEvent): Promise<void>;
}

/**
 * What a service does with one topic. `handle` is written for one event; `handleBatch`, when given,
 * takes a whole batch of first copies as one statement. Neither does network I/O. A throw rolls the
 * batch back and runs it again event by event, so that only the failing event waits or dies.
 */
export interface Handler<Data, T extends Tx = Tx> {
  handle(event: PlatformEvent<Data>, context: HandlerContext<T>): Promise<void>;
  handleBatch?(events: readonly PlatformEvent<Data>[], context: HandlerContext<T>): Promise<void>;
  /** Runs for copies inside the dedup window, in the same transaction, where a copy needs an answer of its own. */
  onDuplicate?(event: PlatformEvent<Data>, context: HandlerContext<T>): Promise<void>;
}

/** One subscription: a topic and its handler. */
export interface Subscription<T extends Tx = Tx> {
  readonly topic: Topic<unknown>;
  readonly handler: Handler<never, T>;
}

/** Subscribes `handler` to `topic`; reads as one line in a service's `subscriptions.ts`. */
export function on<Data, T extends Tx>(topic: Topic<Data>, handler: Handler<Data, T>): Subscription<T> {
  return { topic, handler: handler };
}
