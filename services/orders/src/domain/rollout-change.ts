import type { Rollout, RolloutMode } from './rollout.js';

/** A change of the rollout somebody asks for. */
export interface RolloutWish {
  readonly mode: RolloutMode;
  /** Undefined: as it is. */
  readonly canaryPercent: number | undefined;
  readonly force: boolean;
  readonly reason: string | undefined;
}

/** The share a first canary may have without anything having been shown, percent. */
export const FIRST_SHARE = 10;
/** How long all must have been well before the share is expanded further, days. */
export const GREEN_DAYS = 7;
const DAY_MS = 86_400_000;

/** The share of new orders the workflow takes, percent. */
export function workflowShare({ mode, canaryPercent }: Pick<Rollout, 'mode' | 'canaryPercent'>): number {
  if (mode === 'orchestration') return 100;
  return mode === 'canary' ? canaryPercent : 0;
}

/** Whole days and parts of them since when all is well; 0 when it is not. */
export const greenDays = ({ greenSince }: Pick<Rollout, 'greenSince'>, now: Date): number =>
  greenSince === undefined ? 0 : Math.max(0, now.getTime() - greenSince.getTime()) / DAY_MS;

/** What is to be done about a wish. `forced`: only because it was insisted on. */
export type RolloutDecision =
  | { readonly type: 'change'; readonly rollout: Rollout; readonly forced: boolean }
  | { readonly type: 'unchanged' }
  | { readonly type: 'refuse'; readonly why: 'REASON_MISSING' | 'NOT_GREEN_LONG_ENOUGH' };

/**
 * Decides about a change. Stepping back is always allowed, and so is a first share of a tenth, for where nothing runs nothing
 * can be green; anything more wants seven green days, or force with a reason.
 */
export function decideRollout(rollout: Rollout, { mode, canaryPercent, force, reason }: RolloutWish, now: Date): RolloutDecision {
  if (force && reason === undefined) return { type: 'refuse', why: 'REASON_MISSING' };
  const wanted = { mode, canaryPercent: canaryPercent ?? rollout.canaryPercent };
  if (wanted.mode === rollout.mode && wanted.canaryPercent === rollout.canaryPercent && !rollout.heldBack) return { type: 'unchanged' };
  const [before, after] = [workflowShare(rollout), workflowShare(wanted)];
  const isFirst = before === 0 && after <= FIRST_SHARE;
  const needsGreen = after > before && !isFirst && greenDays(rollout, now) < GREEN_DAYS;
  if (needsGreen && !force) return { type: 'refuse', why: 'NOT_GREEN_LONG_ENOUGH' };
  // What the workflow shows counts from the moment it has orders.
  const greenSince = after === 0 ? undefined : before === 0 ? now : rollout.greenSince;
  const changed: Rollout = { ...wanted, heldBack: false, version: rollout.version + 1, changedAt: now, greenSince };
  return { type: 'change', rollout: changed, forced: needsGreen };
}
