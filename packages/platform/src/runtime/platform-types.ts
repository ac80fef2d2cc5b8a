import type { Subscription } from '../consumer/types.js';
import type { DaprClient } from '../dapr/types.js';
import type { Database, Tx } from '../database/tx.js';
import type { CloudEventPublisher } from '../events/publisher-types.js';
import type { Route } from '../http/types.js';
import type { IntentKind, Intents } from '../intents/types.js';
import type { Clock } from './clock.js';
import type { NewId } from './ids.js';
import type { Logger } from './logging.js';
import type { Loop } from './loop.js';

/** What the platform hands a service to build itself from. */
export interface Platform<T extends Tx = Tx> {
  readonly name: string;
  readonly log: Logger;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly database: Database<T>;
  readonly publisher: CloudEventPublisher;
  readonly intents: Intents<T>;
  readonly dapr: DaprClient;
  /** Makes a background loop; `run` resolves to the milliseconds until its next round. */
  loop(name: string, run: (signal: AbortSignal) => Promise<number>): Loop;
}

/** What a service consists of. */
export interface ServiceParts<T extends Tx = Tx> {
  readonly routes?: readonly Route[];
  readonly subscriptions?: readonly Subscription<T>[];
  readonly intentKinds?: readonly IntentKind<never, never, T>[];
  readonly loops?: readonly Loop[];
}
