export { createConsumer, type DeliveryAnswer, type EventConsumer } from './consumer/consumer.js';
export type { ConsumerSettings } from './consumer/record-failure.js';
export type { DeadReason } from './consumer/classify.js';
export { on, type Handler, type HandlerContext, type Subscription } from './consumer/types.js';
export { createDaprClient } from './dapr/client.js';
export type { BindingRequest, DaprClient, InvokeRequest, InvokeResponse, OutgoingEvent } from './dapr/types.js';
export { afterCommit } from './database/after-commit.js';
export { createDatabase } from './database/database.js';
export { migrateService } from './database/migrate-service.js';
export { isOutage, isUniqueViolation } from './database/outage.js';
export type { Database, PrismaLike, Tx } from './database/tx.js';
export { addMoney, money, multiplyMoney, percentOfMoney, type Money } from './domain/money.js';
export { InvalidOwnEvent } from './events/build-event.js';
export type { BodyContract, ContractRegistry, ContractViolation, DataContract, Topic } from './events/contracts.js';
export type { NewEvent, PlatformEvent } from './events/event.js';
export type { CloudEventPublisher } from './events/publisher-types.js';
export { DEDUP_WINDOW_MS } from './events/sweeper.js';
export type { FaultEffect, FaultRule, Faults } from './faults/types.js';
export { contentEtag, isUnchanged } from './http/conditional.js';
export { parseInstant } from './http/instant.js';
export {
  mountRoute,
  route,
  streamRoute,
  type AnyRoute,
  type ApiRequest,
  type ApiResponse,
  type EventSink,
  type MountRoute,
  type Route,
  type StreamEvent,
  type StreamRoute,
} from './http/types.js';
export type { Problem } from './http/problem.js';
export type { CallContext, EnqueuedIntent, Intent, IntentKind, Intents, IntentState, NewIntent } from './intents/types.js';
export type { MetricDeclaration, Metrics, Reading, Readings } from './metrics/metrics.js';
export { systemClock, type Clock } from './runtime/clock.js';
export { ConfigError, loadConfig, type PlatformConfig } from './runtime/config.js';
export { currentFlow, withFlow, type FlowContext } from './runtime/context.js';
export * from './runtime/errors.js';
export { newId, type NewId } from './runtime/ids.js';
export { createLogger, type Logger } from './runtime/logging.js';
export type { Loop } from './runtime/loop.js';
export type { Platform, ServiceDefinition, ServiceOverrides, ServiceParts } from './runtime/platform-types.js';
export { runService } from './runtime/run-service.js';
export { chosenExporters } from './runtime/telemetry-choice.js';
export { createService, defineService, type Service } from './runtime/service.js';
export { within } from './runtime/within.js';
