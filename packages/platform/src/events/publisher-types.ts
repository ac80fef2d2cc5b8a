import type { Tx } from '../database/tx.js';
import type { Topic } from './contracts.js';
import type { NewEvent, PlatformEvent } from './event.js';

/**
 * Publishes events through the outbox: the state change and its events commit together.
 * An event that breaks its own contract throws before anything is stored.
 */
export interface CloudEventPublisher {
  /** Stores the event in the outbox of the caller's transaction and resolves to it, envelope and all. */
  publish<Data>(tx: Tx, event: NewEvent<Data>): Promise<PlatformEvent<Data>>;
  /** The same for many events, in one statement, in the given order. */
  publishAll(tx: Tx, events: readonly NewEvent[]): Promise<readonly PlatformEvent[]>;
  /** Commits the event by itself and resolves once the sidecar confirmed it. Throws Unavailable after `timeoutMs`; the event is still sent later. */
  publishAndAwait<Data>(event: NewEvent<Data>, options?: { timeoutMs?: number }): Promise<PlatformEvent<Data>>;
  /** True when events of the topic have been waiting in the outbox since `since` and none has been sent after it: the broker is away. */
  isStalled(tx: Tx, topic: Topic<unknown>, since: Date): Promise<boolean>;
}
