import { registry } from '@sidecart/contracts';
import { defineService, type Platform, type ServiceParts } from '@sidecart/platform';
import type { AuditConfig } from './config.js';
import { createConsumerClient } from './consumer-client.js';
import { eventRoutes } from './routes/event-routes.js';
import { replayRoutes } from './routes/replay-routes.js';
import { createClient, type AuditTx } from './store/client.js';
import { auditSubscriptions } from './subscriptions.js';
import { createChangeReplay } from './use-cases/change-replay.js';
import { createKeepDays, type KeepDays } from './use-cases/keep-days.js';
import { createRunReplays, type RunReplays } from './use-cases/run-replays.js';
import { createStartReplay } from './use-cases/start-replay.js';

/** The keeping of days over a platform, as the service runs it. */
export const wireKeepDays = (platform: Platform<AuditTx>, config: AuditConfig): KeepDays =>
  createKeepDays(platform, { retentionDays: config.AUDIT_RETENTION_DAYS, pollMs: config.PARTITION_POLL_MS });

/** The work on replays over a platform, as the service runs it. */
export const wireRunReplays = (platform: Platform<AuditTx>, config: AuditConfig): RunReplays =>
  createRunReplays(platform, createConsumerClient(platform.dapr), { batchSize: config.REPLAY_BATCH_SIZE, pollMs: config.REPLAY_POLL_MS });

/** Audit: every event there was, for as long as they are kept, and a second chance for whoever missed some. */
export const auditService = defineService<AuditTx, AuditConfig>({
  name: 'audit',
  contracts: registry,
  createClient,
  wire,
});

function wire(platform: Platform<AuditTx>, config: AuditConfig): ServiceParts<AuditTx> {
  const keepDays = wireKeepDays(platform, config);
  const runReplays = wireRunReplays(platform, config);
  const replays = platform.loop('replays', (signal) => runReplays.round(signal));
  const wake = (): void => replays.wake();
  return {
    routes: [
      ...eventRoutes(platform, config.AUDIT_RETENTION_DAYS),
      ...replayRoutes(platform, {
        startReplay: createStartReplay(platform, createConsumerClient(platform.dapr), wake),
        changeReplay: createChangeReplay(platform, wake),
      }),
    ],
    subscriptions: auditSubscriptions(config.AUDIT_RETENTION_DAYS),
    loops: [platform.loop('days', () => keepDays.round()), replays],
  };
}
