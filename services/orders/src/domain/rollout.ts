import { createHash } from 'node:crypto';
import type { Route } from './order.js';

/** The ways new orders can be processed, in the order of a rollout. */
export const rolloutModes = ['choreography', 'shadow', 'canary', 'orchestration'] as const;

/** How new orders are processed. */
export type RolloutMode = (typeof rolloutModes)[number];

/** The rollout as it stands. */
export interface Rollout {
  readonly mode: RolloutMode;
  /** Share of new orders the workflow takes in canary mode, percent. */
  readonly canaryPercent: number;
  /** The guard has stepped the canary back; only a PUT ends that. */
  readonly heldBack: boolean;
  /** Rises by one with each change. */
  readonly version: number;
  readonly changedAt: Date;
  /** Since when nothing was wrong with the orders of the workflow; undefined while something is, or while none runs there. */
  readonly greenSince: Date | undefined;
}

const BUCKETS = 10_000;

/**
 * The order's place between 0 and 10,000, evenly spread and the same for ever. Raising the share only adds places, so it
 * moves no order back.
 */
export function bucketOf(orderId: string): number {
  return createHash('sha256').update(orderId).digest().readUInt32BE(0) % BUCKETS;
}

/** The route of a new order. */
export function routeOf(orderId: string, { mode, canaryPercent }: Pick<Rollout, 'mode' | 'canaryPercent'>): Route {
  if (mode !== 'canary') return mode;
  return bucketOf(orderId) < (canaryPercent * BUCKETS) / 100 ? 'canary' : 'choreography';
}

/** True for a route that leads to the workflow. */
export const leadsToWorkflow = (route: Route): boolean => route === 'canary' || route === 'orchestration';
