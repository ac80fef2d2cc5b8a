import { topics } from '@sidecart/contracts';
import { loadConfig } from '@sidecart/platform';
import { z } from 'zod';

/** What one sidecar works on at a time (components/pubsub.yaml). Above it, every delivery waits out its time limit. */
const SIDECAR_CONCURRENCY = 2_000;
const LARGEST_BATCH = 200;

/** Nobody listens to more topics than audit: the batches of all of them together must fit into its sidecar. */
const batchSize = Math.min(LARGEST_BATCH, Math.floor(SIDECAR_CONCURRENCY / new Set(Object.values(topics).map(({ name }) => name)).size));

const milliseconds = (fallback: number) => z.coerce.number().int().min(100).default(fallback);

/** Reads audit's settings from the environment. Throws with every bad variable listed. Times are milliseconds. */
export const loadAuditConfig = (env: NodeJS.ProcessEnv) =>
  loadConfig(
    'audit',
    {
      /** How many whole days, besides the one under way, events are kept. */
      AUDIT_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
      /** The wait between two looks at which days are to be made ready or dropped. */
      PARTITION_POLL_MS: milliseconds(10 * 60_000),
      /** The wait between two looks for a replay that has work to do. */
      REPLAY_POLL_MS: milliseconds(1_000),
      /** The most events read and handed on in one step of a replay. */
      REPLAY_BATCH_SIZE: z.coerce.number().int().min(1).max(1_000).default(100),
    },
    { ...env, CONSUMER_BATCH_SIZE: env['CONSUMER_BATCH_SIZE'] || String(batchSize) },
  );

/** Audit's settings, the platform's included. */
export type AuditConfig = ReturnType<typeof loadAuditConfig>;
