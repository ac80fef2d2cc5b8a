import { createConsumer, type EventConsumer } from '../consumer/consumer.js';
import { createDaprClient } from '../dapr/client.js';
import { createSidecarGuard } from '../dapr/sidecar-guard.js';
import { createDatabase } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { createPublisher } from '../events/publisher.js';
import { createRelayCounts } from '../events/relay-counts.js';
import { createOutboxRelay, type OutboxRelay } from '../events/relay.js';
import { wireFaults } from '../faults/wire-faults.js';
import type { ReadinessCheck } from '../http/operations.js';
import { createAttemptCounts } from '../intents/attempt-counts.js';
import { createIntents, type IntentsParts } from '../intents/intents.js';
import { createMetrics } from '../metrics/metrics.js';
import { observePools, type WatchPool } from '../metrics/pools.js';
import { systemClock } from './clock.js';
import type { PlatformConfig } from './config.js';
import { Unavailable } from './errors.js';
import { newId } from './ids.js';
import { createLogger } from './logging.js';
import { createLoop, type Loop } from './loop.js';
import { secretsIn } from './redact.js';
import type { Platform, ServiceDefinition, ServiceOverrides, ServiceParts } from './platform-types.js';

/** The consumer of what the service subscribed to. */
export function buildConsumer<T extends Tx, Config extends PlatformConfig>(
  definition: ServiceDefinition<T, Config>,
  config: Config,
  { clock, newId: ids, database, log, metrics }: Platform<T>,
  parts: ServiceParts<T>,
): EventConsumer {
  return createConsumer<T>({
    ...{ serviceName: definition.name, contracts: definition.contracts, clock, newId: ids, database, log, metrics },
    subscriptions: parts.subscriptions ?? [],
    settings: {
      pubsubName: config.PUBSUB_NAME,
      batchSize: config.CONSUMER_BATCH_SIZE,
      maxAwaitMs: config.CONSUMER_MAX_AWAIT_MS,
      maxRetries: config.CONSUMER_MAX_RETRIES,
      retryDelayMs: config.CONSUMER_RETRY_DELAY_MS,
    },
  });
}

/** The relay of the service's outbox. */
export function buildRelay<T extends Tx, Config extends PlatformConfig>(
  { name: serviceName, contracts }: ServiceDefinition<T, Config>,
  config: Config,
  { dapr, clock, log, metrics }: Platform<T>,
  watchPool: WatchPool,
): OutboxRelay {
  return createOutboxRelay({
    ...{ url: config.DATABASE_URL, dapr, clock, log, watchPool },
    counts: createRelayCounts({ metrics, serviceName, contracts }),
    markerStore: config.MARKER_STORE,
    batchSize: config.OUTBOX_BATCH_SIZE,
    pollMs: config.OUTBOX_POLL_MS,
  });
}

/** What starts the sidecar again when it lacks a component. */
export function buildGuard<T extends Tx>(config: PlatformConfig, { dapr, log }: Platform<T>, parts: ServiceParts<T>): Loop {
  const required = [config.PUBSUB_NAME, config.MARKER_STORE, ...(parts.requiredComponents ?? [])];
  return createSidecarGuard({ dapr, required, log, onEnding: parts.onSidecarEnding });
}

/** What the service is handed to build itself from, with what belongs to it and is not the service's to see. */
export function buildPlatform<T extends Tx, Config extends PlatformConfig>(
  definition: ServiceDefinition<T, Config>,
  config: Config,
  overrides: ServiceOverrides,
) {
  const { name, contracts } = definition;
  const log = overrides.log ?? createLogger({ service: name, level: config.LOG_LEVEL, secrets: secretsIn(config) });
  const clock = overrides.clock ?? systemClock;
  const ids = overrides.newId ?? newId;
  const metrics = createMetrics(name);
  const watchPool = observePools(metrics);
  const dapr = overrides.dapr ?? createDaprClient({ port: config.DAPR_HTTP_PORT, token: config.DAPR_API_TOKEN, pubsubName: config.PUBSUB_NAME });
  const database = createDatabase<T>({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    createClient: (adapter) => definition.createClient(adapter),
    watchPool,
  });
  const counts = createAttemptCounts(metrics);
  const intentsParts: IntentsParts<T> = createIntents<T>({ database, clock, newId: ids, log, counts, leaseMs: config.INTENT_LEASE_MS });
  const publisher = createPublisher({ serviceName: name, contracts, clock, newId: ids, database });
  const loop: Platform<T>['loop'] = (loopName, run) => createLoop({ name: loopName, log, run });
  const faultParts = wireFaults(config.FAULTS === 'on', { database, clock, log, own: overrides.faults });
  const { faults } = faultParts;
  const platform: Platform<T> = { name, log, clock, newId: ids, database, publisher, intents: intentsParts.intents, dapr, metrics, faults, loop };
  return { platform, intentsParts, faultParts, watchPool };
}

/** What must answer for the service to be of use. */
export function readiness<T extends Tx>({ database, dapr }: Platform<T>): readonly ReadinessCheck[] {
  return [
    { name: 'database', check: () => database.ping() },
    {
      name: 'sidecar',
      check: async () => {
        if (!(await dapr.healthy())) throw new Unavailable('SIDECAR_UNAVAILABLE', 'the sidecar does not answer');
      },
    },
  ];
}
