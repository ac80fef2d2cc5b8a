import type { OperationsSettings } from './operations.js';
import type { AnyRoute } from './types.js';

/** What an HTTP app is made of. `stopping` ends its streams, too. */
export interface HttpAppSettings extends OperationsSettings {
  readonly routes: readonly AnyRoute[];
  /** Answers `GET /dapr/subscribe`. */
  subscriptionList(): readonly unknown[];
  /** Takes one delivery of events. */
  receive(topic: string, body: unknown): Promise<unknown>;
  /** Between two signs of life of a stream, milliseconds. Default 15,000. */
  readonly heartbeatMs?: number | undefined;
  readonly bodyLimitKb: number;
  readonly appApiToken: string;
  readonly adminToken: string;
}
