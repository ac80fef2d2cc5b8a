import type { Platform } from '@sidecart/platform';
import { findFaults, guardThresholds, windowFrom, type GuardWindow } from '../domain/canary-guard.js';
import { workflowShare } from '../domain/rollout-change.js';
import type { Rollout } from '../domain/rollout.js';
import type { OrdersMetrics } from '../metrics.js';
import type { OrdersTx } from '../store/client.js';
import { lockRollout, readCanaryWindow, saveGreenSince, saveRollout } from '../store/rollout-store.js';

/** How far the guard looks back, milliseconds. */
const WINDOW_MS = 15 * 60_000;

/** The window the guard sees at `now`. */
export const guardWindow = (rollout: Rollout, now: Date): GuardWindow => windowFrom(rollout, new Date(now.getTime() - WINDOW_MS));

/** One look at the workflow's orders; resolves to the milliseconds until the next. */
export type GuardCanary = () => Promise<number>;

/**
 * Steps the canary back when too many of its orders fail or are undone, and notes since when all is well. A canary that was
 * stepped back takes no order until an operator's PUT. Orders from before the last change say nothing about it.
 */
export function createGuardCanary(
  { database, clock, log }: Platform<OrdersTx>,
  metrics: Pick<OrdersMetrics, 'steppedBack'>,
  pollMs: number,
): GuardCanary {
  return () =>
    database.transaction(async (tx) => {
      const rollout = await lockRollout(tx);
      if (workflowShare(rollout) === 0) return pollMs;
      const now = clock.now();
      const { stepBack, slow } = findFaults(await readCanaryWindow(tx, guardWindow(rollout, now)), guardThresholds);
      const faults = [...stepBack, ...slow];
      if (rollout.mode === 'canary' && stepBack.length > 0) {
        const reason = stepBack.join('; ');
        const held: Rollout = { ...rollout, canaryPercent: 0, heldBack: true, version: rollout.version + 1, changedAt: now, greenSince: undefined };
        await saveRollout(tx, rollout, held, { changedBy: 'canary guard', reason, forced: false });
        metrics.steppedBack(tx);
        log.error({ reason, from: rollout.canaryPercent }, 'the canary was stepped back to 0 %; an operator has to set it again');
        return pollMs;
      }
      if (faults.length > 0 && rollout.greenSince !== undefined) {
        log.warn({ faults }, 'the workflow is not well');
        await saveGreenSince(tx, undefined);
      }
      if (faults.length === 0 && rollout.greenSince === undefined) await saveGreenSince(tx, now);
      return pollMs;
    });
}
