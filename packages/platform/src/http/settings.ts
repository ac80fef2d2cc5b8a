import type { Logger } from '../runtime/logging.js';
import type { AnyRoute } from './types.js';

/** A named condition of readiness; rejects while it does not hold. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<void>;
}

/** What an HTTP app is made of. */
export interface HttpAppSettings {
  readonly routes: readonly AnyRoute[];
  /** Answers `GET /dapr/subscribe`. */
  subscriptionList(): readonly unknown[];
  /** Takes one delivery of events. */
  receive(topic: string, body: unknown): Promise<unknown>;
  readonly readiness: readonly ReadinessCheck[];
  /** Aborted once the service drains: `/readyz` says no, and streams end. */
  readonly stopping: AbortSignal;
  /** Between two signs of life of a stream, milliseconds. Default 15,000. */
  readonly heartbeatMs?: number | undefined;
  readonly bodyLimitKb: number;
  readonly appApiToken: string;
  readonly adminToken: string;
  readonly log: Logger;
}
