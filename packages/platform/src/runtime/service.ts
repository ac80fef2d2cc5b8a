import { createServer } from 'node:http';
import type { PrismaPg } from '@prisma/adapter-pg';
import type { Express } from 'express';
import { createConsumer, type EventConsumer } from '../consumer/consumer.js';
import { createDeadLetters, deadLetterRoutes } from '../consumer/dead-letters.js';
import { createDaprClient } from '../dapr/client.js';
import { createSidecarGuard } from '../dapr/sidecar-guard.js';
import type { DaprClient } from '../dapr/types.js';
import { createDatabase } from '../database/database.js';
import type { PrismaLike, Tx } from '../database/tx.js';
import type { ContractRegistry } from '../events/contracts.js';
import { createPublisher } from '../events/publisher.js';
import { createOutboxRelay, type OutboxRelay } from '../events/relay.js';
import { createSweeper, type Sweeper } from '../events/sweeper.js';
import type { Faults } from '../faults/types.js';
import { wireFaults } from '../faults/wire-faults.js';
import { createHttpApp } from '../http/app.js';
import { closeServer, listen } from '../http/server.js';
import { createIntents, type IntentsParts, type IntentWorker } from '../intents/intents.js';
import { createMetrics } from '../metrics/metrics.js';
import { systemClock, type Clock } from './clock.js';
import type { PlatformConfig } from './config.js';
import { Unavailable } from './errors.js';
import { newId, type NewId } from './ids.js';
import { createLogger, type Logger } from './logging.js';
import { createLoop } from './loop.js';
import type { Platform, ServiceParts } from './platform-types.js';

/** What a service says of itself; everything else is the platform's. */
export interface ServiceDefinition<T extends Tx, Config extends PlatformConfig> {
  readonly name: string;
  readonly contracts: ContractRegistry;
  /** The service's generated Prisma client on the given adapter. */
  createClient(adapter: PrismaPg): PrismaLike<T>;
  wire(platform: Platform<T>, config: Config): ServiceParts<T>;
}

/** Types a service definition. */
export function defineService<T extends Tx, Config extends PlatformConfig>(definition: ServiceDefinition<T, Config>): ServiceDefinition<T, Config> {
  return definition;
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

/** A wired service. */
export interface Service<T extends Tx> {
  readonly app: Express;
  readonly platform: Platform<T>;
  readonly consumer: EventConsumer;
  readonly relay: OutboxRelay;
  readonly intentWorker: IntentWorker;
  readonly sweeper: Sweeper;
  readonly log: Logger;
  /** Listens and starts the loops. Rejects when the port is taken. */
  start(): Promise<void>;
  /** Drains: no new request, those under way end, loops end, the outbox is sent, connections close. */
  stop(): Promise<void>;
}

/** Wires a service; nothing runs before `start`. */
export function createService<T extends Tx, Config extends PlatformConfig>(
  definition: ServiceDefinition<T, Config>,
  config: Config,
  overrides: ServiceOverrides = {},
): Service<T> {
  const { platform, intentsParts, faultParts } = buildPlatform(definition, config, overrides);
  const { log, clock, dapr, database } = platform;
  const parts = definition.wire(platform, config);
  intentsParts.register(parts.intentKinds ?? []);
  const consumer = buildConsumer(definition, config, platform, parts);
  const relay = buildRelay(config, platform);
  const sweeper = createSweeper({ database, clock, log });
  const required = [config.PUBSUB_NAME, config.MARKER_STORE, ...(parts.requiredComponents ?? [])];
  const guard = createSidecarGuard({ dapr, required, log, onEnding: parts.onSidecarEnding });
  const loops = [consumer.retries, intentsParts.worker, sweeper, guard, ...(parts.loops ?? [])];
  const letters = createDeadLetters({ consumer: definition.name, database, clock, wake: () => consumer.retries.wake() });
  const stopping = new AbortController();
  const app = createHttpApp({
    routes: [...(parts.routes ?? []), ...deadLetterRoutes(letters), ...faultParts.routes(parts.faultOperations ?? [])],
    subscriptionList: () => consumer.subscriptionList(),
    receive: (topic, body) => consumer.receive(topic, body),
    readiness: readiness(platform),
    stopping: stopping.signal,
    heartbeatMs: overrides.heartbeatMs,
    ...{ bodyLimitKb: config.BODY_LIMIT_KB, appApiToken: config.APP_API_TOKEN, adminToken: config.ADMIN_TOKEN, log },
  });
  const server = createServer(app);
  const stop = once(async () => {
    stopping.abort();
    // Side by side: a loop that went on while the last requests end would begin new calls, and drain longer than it may.
    await Promise.all([closeServer(server), faultParts.close(), ...loops.map((loop) => loop.stop())]);
    await relay.stop();
    await Promise.all([database.close(), dapr.close()]);
  });
  const start = async (): Promise<void> => {
    await listen(server, config.APP_PORT, config.APP_HOST);
    if (overrides.loops === false) return;
    for (const loop of [relay, ...loops]) loop.start();
    log.info({ port: config.APP_PORT }, 'listening');
  };
  return { app, platform, consumer, relay, intentWorker: intentsParts.worker, sweeper, log, start, stop };
}

function buildConsumer<T extends Tx, Config extends PlatformConfig>(
  definition: ServiceDefinition<T, Config>,
  config: Config,
  { clock, newId: ids, database, log }: Platform<T>,
  parts: ServiceParts<T>,
): EventConsumer {
  return createConsumer<T>({
    ...{ serviceName: definition.name, contracts: definition.contracts, clock, newId: ids, database, log },
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

function buildRelay<T extends Tx>(config: PlatformConfig, { dapr, clock, log }: Platform<T>): OutboxRelay {
  return createOutboxRelay({
    ...{ url: config.DATABASE_URL, dapr, clock, log },
    markerStore: config.MARKER_STORE,
    batchSize: config.OUTBOX_BATCH_SIZE,
    pollMs: config.OUTBOX_POLL_MS,
  });
}

function buildPlatform<T extends Tx, Config extends PlatformConfig>(
  definition: ServiceDefinition<T, Config>,
  config: Config,
  overrides: ServiceOverrides,
) {
  const { name, contracts } = definition;
  const log = overrides.log ?? createLogger({ service: name, level: config.LOG_LEVEL });
  const clock = overrides.clock ?? systemClock;
  const ids = overrides.newId ?? newId;
  const metrics = createMetrics(name);
  const dapr = overrides.dapr ?? createDaprClient({ port: config.DAPR_HTTP_PORT, token: config.DAPR_API_TOKEN, pubsubName: config.PUBSUB_NAME });
  const database = createDatabase<T>({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    createClient: (adapter) => definition.createClient(adapter),
  });
  const intentsParts: IntentsParts<T> = createIntents<T>({ database, clock, newId: ids, log, leaseMs: config.INTENT_LEASE_MS });
  const publisher = createPublisher({ serviceName: name, contracts, clock, newId: ids, database });
  const loop: Platform<T>['loop'] = (loopName, run) => createLoop({ name: loopName, log, run });
  const faultParts = wireFaults(config.FAULTS === 'on', { database, clock, log, own: overrides.faults });
  const { faults } = faultParts;
  const platform: Platform<T> = { name, log, clock, newId: ids, database, publisher, intents: intentsParts.intents, dapr, metrics, faults, loop };
  return { platform, intentsParts, faultParts };
}

function readiness<T extends Tx>({ database, dapr }: Platform<T>) {
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

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
