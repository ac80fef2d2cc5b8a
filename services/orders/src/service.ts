import { registry } from '@sidecart/contracts';
import { defineService, type IntentKind, type Loop, type Platform, type ServiceParts } from '@sidecart/platform';
import type { OrdersConfig } from './config.js';
import { createGraphQL } from './graphql/graphql.js';
import { createCompensateIntent } from './intents/compensate-intent.js';
import { createRaiseEventIntent } from './intents/raise-event-intent.js';
import { createStartWorkflowIntent } from './intents/start-workflow-intent.js';
import { createLive } from './live/live.js';
import { createOrdersMetrics } from './metrics.js';
import { createInquire } from './remote/inquiries.js';
import { createServices } from './remote/services.js';
import { ordersRoutes } from './routes.js';
import { createClient, type OrdersTx } from './store/client.js';
import { orderEventConsumer } from './subscriptions.js';
import { createApplyFacts } from './use-cases/apply-facts.js';
import { createCancelOrder } from './use-cases/cancel-order.js';
import { createChangeOrder } from './use-cases/change-order.js';
import { createChangeRollout } from './use-cases/change-rollout.js';
import { createCompareShadow } from './use-cases/compare-shadow.js';
import { createGuardCanary } from './use-cases/guard-canary.js';
import { createPlaceOrder } from './use-cases/place-order.js';
import { createRetryCompensation } from './use-cases/retry-compensation.js';
import { createReviewOrder } from './use-cases/review-order.js';
import { createSweepOrders } from './use-cases/sweep-orders.js';
import { daprWorkflows, shadowWorkflow, versions, type Workflows } from './workflow-engine.js';
import type { ActivityParts } from './workflows/activities/parts.js';

/** Makes the workflows of an orders service. */
export type MakeWorkflows = (platform: Platform<OrdersTx>, config: OrdersConfig) => Workflows;

/** Orders on the workflows given: what was sold or placed, where each order stands, and what brings it to its end. */
export const defineOrdersService = (makeWorkflows: MakeWorkflows) =>
  defineService<OrdersTx, OrdersConfig>({
    name: 'orders',
    contracts: registry,
    createClient,
    wire: (platform, config) => wire(platform, config, makeWorkflows(platform, config)),
  });

/** Orders as it runs, on the engine of its sidecar. */
export const ordersService = defineOrdersService(daprWorkflows);

function wire(platform: Platform<OrdersTx>, config: OrdersConfig, { engine, worker }: Workflows): ServiceParts<OrdersTx> {
  const metrics = createOrdersMetrics(platform);
  const applyFacts = createApplyFacts(platform, metrics, config);
  const { clock, dapr } = platform;
  const parts: ActivityParts = { platform, clock, applyFacts, services: createServices(dapr), reviewLimitMs: config.REVIEW_LIMIT_MS };
  const workflows = { process: versions[config.WORKFLOW_VERSION].name, shadow: shadowWorkflow.name };
  const workflowWorker = worker(parts);
  const { watch, followOrder } = createLive(platform, config);
  const intentKinds = [
    createStartWorkflowIntent(platform, { engine, applyFacts, workflows, patienceMs: config.ENGINE_PATIENCE_MS }),
    createRaiseEventIntent(engine),
    createCompensateIntent(parts),
  ];
  return {
    routes: ordersRoutes(platform, {
      placeOrder: createPlaceOrder(platform, metrics, config),
      cancelOrder: createCancelOrder(platform, applyFacts),
      changeOrder: createChangeOrder(platform, metrics, config),
      reviewOrder: createReviewOrder(platform, applyFacts),
      retryCompensation: createRetryCompensation(platform),
      changeRollout: createChangeRollout(platform),
      followOrder,
      graphql: createGraphQL(platform, config),
    }),
    subscriptions: orderEventConsumer(applyFacts, config, metrics),
    intentKinds: intentKinds.map((kind) => kind as IntentKind<never, never, OrdersTx>),
    requiredComponents: ['workflow-state'],
    onSidecarEnding: () => workflowWorker.release(),
    loops: [
      workflowWorker,
      sweepLoop(parts, config, engine),
      platform.loop('canary-guard', createGuardCanary(platform, metrics, config.GUARD_POLL_MS)),
      platform.loop('shadow-comparison', createCompareShadow(platform, metrics, config.SHADOW_POLL_MS)),
      watch,
    ],
  };
}

/** Looks after orders that stand still. */
function sweepLoop({ platform, applyFacts, services }: ActivityParts, config: OrdersConfig, engine: Workflows['engine']): Loop {
  const inquire = createInquire({ dapr: platform.dapr, engine, log: platform.log });
  const sweepOrders = createSweepOrders({ platform, applyFacts, inquire, services, limits: config });
  return platform.loop('sweep-orders', () => sweepOrders.round());
}
