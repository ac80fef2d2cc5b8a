import type { Loop, Platform } from '@sidecart/platform';
import { createWorkflowEngine, createWorkflowRuntime, type WorkflowEngine as Engine } from '@sidecart/platform/workflow';
import type { OrdersConfig } from './config.js';
import type { OrdersTx } from './store/client.js';
import type { ActivityParts } from './workflows/activities/parts.js';
import { orderActivities } from './workflows/handlers.js';
import { processOrderWorkflow } from './workflows/process-order.workflow.js';
import { processOrderWorkflowV2 } from './workflows/process-order-v2.workflow.js';
import { createRecordAttempt } from './workflows/record-attempt.js';
import { shadowOrderWorkflow } from './workflows/shadow-order.workflow.js';

/** What orders asks of the workflow engine. Every method throws Unavailable when the engine is away, or does not answer in time. */
export type WorkflowEngine = Pick<Engine, 'start' | 'raiseEvent' | 'status'>;

/** Carries out workflows and activities, and lets go of the sidecar when that is about to end. */
export type WorkflowWorker = Loop & { readonly release: () => void };

/** The engine behind orders' sidecar, and what carries its work out here. */
export interface Workflows {
  readonly engine: WorkflowEngine;
  /** Runs the workflows and activities. */
  readonly worker: (parts: ActivityParts) => WorkflowWorker;
}

/** The versions of the workflow an order can be processed by. All are registered, so that old instances finish. */
export const versions = { '1': processOrderWorkflow, '2': processOrderWorkflowV2 } as const;

/** The workflow of the dry run. */
export const shadowWorkflow = shadowOrderWorkflow;

/** The workflows on the Dapr sidecar. */
export function daprWorkflows({ log, clock, database, metrics }: Platform<OrdersTx>, config: OrdersConfig): Workflows {
  const address = { grpcPort: config.DAPR_GRPC_PORT, httpPort: config.DAPR_HTTP_PORT, apiToken: config.DAPR_API_TOKEN };
  const engine = createWorkflowEngine(address);
  return {
    engine,
    worker(parts) {
      const runtime = createWorkflowRuntime({
        ...address,
        ...{ log, clock, metrics },
        workflows: [...Object.values(versions), shadowOrderWorkflow],
        activities: orderActivities(parts),
        onAttempt: createRecordAttempt({ database }),
      });
      return {
        ...runtime,
        async stop() {
          await runtime.stop();
          await engine.close();
        },
      };
    },
  };
}
