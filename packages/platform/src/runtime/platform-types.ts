import type { PrismaPg } from '@prisma/adapter-pg';
import type { Subscription } from '../consumer/types.js';
import type { DaprClient } from '../dapr/types.js';
import type { Database, PrismaLike, Tx } from '../database/tx.js';
import type { ContractRegistry } from '../events/contracts.js';
import type { CloudEventPublisher } from '../events/publisher-types.js';
import type { Faults } from '../faults/types.js';
import type { AnyRoute } from '../http/types.js';
import type { IntentKind, Intents } from '../intents/types.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Clock } from './clock.js';
import type { PlatformConfig } from './config.js';
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
  /** What the service tells Prometheus beside what the platform tells of it. */
  readonly metrics: Metrics;
  /** Faults an operator switched on; does nothing with FAULTS=off. */
  readonly faults: Faults;
  /** Makes a background loop; `run` resolves to the milliseconds until its next round. */
  loop(name: string, run: (signal: AbortSignal) => Promise<number>): Loop;
}

/** What a service consists of. */
export interface ServiceParts<T extends Tx = Tx> {
  readonly routes?: readonly AnyRoute[];
  readonly subscriptions?: readonly Subscription<T>[];
  readonly intentKinds?: readonly IntentKind<never, never, T>[];
  readonly loops?: readonly Loop[];
  /** Called while the sidecar is about to end: it waits until nobody holds a stream of it. */
  readonly onSidecarEnding?: () => void;
  /** Components the sidecar must have loaded beside the platform's own; one that lacks them is started again. */
  readonly requiredComponents?: readonly string[];
  /** Operations the service applies `platform.faults` to; no other can be switched. */
  readonly faultOperations?: readonly string[];
}

/** What a service says of itself; everything else is the platform's. */
export interface ServiceDefinition<T extends Tx, Config extends PlatformConfig> {
  readonly name: string;
  readonly contracts: ContractRegistry;
  /** The service's generated Prisma client on the given adapter. */
  createClient(adapter: PrismaPg): PrismaLike<T>;
  wire(platform: Platform<T>, config: Config): ServiceParts<T>;
}

/** What tests put in place of the real parts. */
export interface ServiceOverrides {
  readonly clock?: Clock;
  readonly newId?: NewId;
  readonly dapr?: DaprClient;
  readonly log?: Logger;
  readonly faults?: Faults;
  /** Between two signs of life of a stream of events, milliseconds. */
  readonly heartbeatMs?: number;
  /** False: `start` starts no background loop; the test runs rounds by hand. */
  readonly loops?: boolean;
}
