import { loadConfig } from '@sidecart/platform';
import { z } from 'zod';

const milliseconds = (fallback: number, min = 100) => z.coerce.number().int().min(min).default(fallback);

/** Reads orders' settings from the environment. Throws with every bad variable listed. Times are milliseconds. */
export const loadOrdersConfig = (env: NodeJS.ProcessEnv) =>
  loadConfig(
    'orders',
    {
      /** How long an order may stand still on its way by events before the sweeper looks after it. */
      STEP_ALLOWANCE_MS: milliseconds(60_000),
      /** The same for an order the workflow has; longer than its slowest step with all its retries. */
      WORKFLOW_ALLOWANCE_MS: milliseconds(300_000),
      /** How long an order may stand still in all before it is failed and undone. */
      STANDSTILL_LIMIT_MS: milliseconds(900_000),
      SWEEP_POLL_MS: milliseconds(1_000),
      /** How long a new order waits for the workflow engine before choreography takes it. */
      ENGINE_PATIENCE_MS: milliseconds(5_000),
      /** How long a flagged order waits for a human before it is rejected. */
      REVIEW_LIMIT_MS: milliseconds(24 * 3_600_000),
      GUARD_POLL_MS: milliseconds(5_000),
      SHADOW_POLL_MS: milliseconds(1_000),
      /** How many may follow orders at a time on one instance. */
      ORDER_STREAMS_MAX: z.coerce.number().int().min(1).default(1_000),
      /** `production`: GraphQL shows neither its schema nor the page to try it on. */
      NODE_ENV: z.string().optional(),
      /** Which version of the workflow new orders run; those under way finish by theirs. */
      WORKFLOW_VERSION: z.enum(['1', '2']).default('1'),
      DAPR_GRPC_PORT: z.coerce.number().int().min(1).max(65_535),
    },
    env,
  );

/** Orders' settings, the platform's included. */
export type OrdersConfig = ReturnType<typeof loadOrdersConfig>;
