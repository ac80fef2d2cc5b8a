import type { Express } from 'express';
import type { EventConsumer } from '../consumer/consumer.js';
import { createDeadLetters, deadLetterRoutes } from '../consumer/dead-letters.js';
import type { Tx } from '../database/tx.js';
import type { OutboxRelay } from '../events/relay.js';
import { createSweeper, type Sweeper } from '../events/sweeper.js';
import { createHttpApp } from '../http/app.js';
import { createOperationsApp, type OperationsSettings } from '../http/operations.js';
import { createServers } from '../http/server.js';
import type { IntentWorker } from '../intents/intents.js';
import { observeStoredRows } from '../metrics/stored-rows.js';
import { buildConsumer, buildGuard, buildPlatform, buildRelay, readiness } from './build-parts.js';
import type { PlatformConfig } from './config.js';
import type { Logger } from './logging.js';
import type { Platform, ServiceDefinition, ServiceOverrides, ServiceParts } from './platform-types.js';

/** Types a service definition. */
export function defineService<T extends Tx, Config extends PlatformConfig>(definition: ServiceDefinition<T, Config>): ServiceDefinition<T, Config> {
  return definition;
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
  const { platform, intentsParts, faultParts, watchPool } = buildPlatform(definition, config, overrides);
  const { log, clock, dapr, database } = platform;
  const parts = definition.wire(platform, config);
  intentsParts.register(parts.intentKinds ?? []);
  const consumer = buildConsumer(definition, config, platform, parts);
  const relay = buildRelay(definition, config, platform, watchPool);
  observeRows(definition, platform, parts);
  const sweeper = createSweeper({ database, clock, log });
  const loops = [consumer.retries, intentsParts.worker, sweeper, buildGuard(config, platform, parts), ...(parts.loops ?? [])];
  const letters = createDeadLetters({ consumer: definition.name, database, clock, wake: () => consumer.retries.wake() });
  const stopping = new AbortController();
  const operations: OperationsSettings = { readiness: readiness(platform), stopping: stopping.signal, metrics: platform.metrics, log };
  const app = createHttpApp({
    ...operations,
    routes: [...(parts.routes ?? []), ...deadLetterRoutes(letters), ...faultParts.routes(parts.faultOperations ?? [])],
    subscriptionList: () => consumer.subscriptionList(),
    receive: (topic, body) => consumer.receive(topic, body),
    ...{ heartbeatMs: overrides.heartbeatMs, bodyLimitKb: config.BODY_LIMIT_KB, appApiToken: config.APP_API_TOKEN, adminToken: config.ADMIN_TOKEN },
  });
  const servers = createServers(app, createOperationsApp(operations), config);
  const stop = once(async () => {
    stopping.abort();
    // Side by side: a loop that went on while the last requests end would begin new calls, and drain longer than it may.
    await Promise.all([servers.closeApp(), faultParts.close(), ...loops.map((loop) => loop.stop())]);
    await relay.stop();
    // Last, so that whoever asks meanwhile is told of the drain.
    await servers.closeOperations();
    await Promise.all([database.close(), dapr.close()]);
  });
  const start = async (): Promise<void> => {
    await servers.listen();
    if (overrides.loops === false) return;
    for (const loop of [relay, ...loops]) loop.start();
    log.info({ port: config.APP_PORT }, 'listening');
  };
  return { app, platform, consumer, relay, intentWorker: intentsParts.worker, sweeper, log, start, stop };
}

function observeRows<T extends Tx, Config extends PlatformConfig>(
  { contracts }: ServiceDefinition<T, Config>,
  { metrics, database, clock }: Platform<T>,
  { subscriptions = [], intentKinds = [] }: ServiceParts<T>,
): void {
  observeStoredRows({
    ...{ metrics, clock, sql: database.sql },
    knownTopics: contracts.topicNames(),
    subscribedTopics: [...new Set(subscriptions.map(({ topic }) => topic.name))],
    intentKinds: intentKinds.map(({ kind }) => kind),
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
