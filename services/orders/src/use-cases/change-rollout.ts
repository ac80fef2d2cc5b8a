import { Conflict, InvalidInput, type Platform } from '@sidecart/platform';
import { decideRollout, greenDays, GREEN_DAYS, type RolloutWish } from '../domain/rollout-change.js';
import type { Rollout } from '../domain/rollout.js';
import type { OrdersTx } from '../store/client.js';
import { lockRollout, saveRollout } from '../store/rollout-store.js';

/** A change of the rollout, and who asks for it. */
export interface RolloutCommand extends RolloutWish {
  readonly changedBy: string;
}

/** Changes how new orders are processed; resolves to the rollout as it is then. */
export type ChangeRollout = (command: RolloutCommand) => Promise<Rollout>;

/** Changes the rollout under its lock, with its record. Throws InvalidInput, Conflict NOT_GREEN_LONG_ENOUGH. */
export function createChangeRollout({ database, clock, log }: Platform<OrdersTx>): ChangeRollout {
  return ({ changedBy, ...wish }) =>
    database.transaction(async (tx) => {
      const rollout = await lockRollout(tx);
      const decision = decideRollout(rollout, wish, clock.now());
      if (decision.type === 'unchanged') return rollout;
      if (decision.type === 'refuse') throw refusal(decision.why, rollout, clock.now());
      const { rollout: changed, forced } = decision;
      await saveRollout(tx, rollout, changed, { changedBy, reason: wish.reason, forced });
      log.info({ changedBy, mode: changed.mode, canaryPercent: changed.canaryPercent, forced }, 'the rollout was changed');
      return changed;
    });
}

function refusal(why: 'REASON_MISSING' | 'NOT_GREEN_LONG_ENOUGH', rollout: Rollout, now: Date) {
  if (why === 'REASON_MISSING') {
    return new InvalidInput('the body is not valid', [{ pointer: '/reason', message: 'is required with force' }]);
  }
  const days = Math.floor(greenDays(rollout, now) * 10) / 10;
  const message = `the metrics have been green for ${days} days; expanding the share wants ${GREEN_DAYS}, or force with a reason`;
  return new Conflict('NOT_GREEN_LONG_ENOUGH', message, { details: { greenDays: days, greenSince: rollout.greenSince?.toISOString() ?? null } });
}
