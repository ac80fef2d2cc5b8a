import type { Rollout } from './rollout.js';

/** Which orders the guard looks at: what was placed before the last change says nothing about it. */
export interface GuardWindow {
  readonly finishedSince: Date;
  readonly placedSince: Date;
}

/** The window that begins at `earliest`, or with the last change where that was later. */
export const windowFrom = ({ changedAt }: Pick<Rollout, 'changedAt'>, earliest: Date): GuardWindow => ({
  finishedSince: changedAt > earliest ? changedAt : earliest,
  placedSince: changedAt,
});

/** Why an order may fail that says nothing about the workflow: it was right to refuse it. */
export const refusalCodes: readonly string[] = ['OUT_OF_STOCK', 'CUSTOMER_BLOCKED', 'FRAUD_REJECTED', 'REVIEW_REJECTED', 'REVIEW_EXPIRED'];

/** What became of the workflow's orders that finished within the window. */
export interface CanaryWindow {
  /** Finished orders that say something about the workflow: without declines, cancellations and goods that were sold out. */
  readonly counted: number;
  /** Failed for another reason, or out of time. */
  readonly failed: number;
  /** Undone after something had been done. */
  readonly compensated: number;
  /** Mean time from placing to the end, seconds; 0 when nothing finished. */
  readonly meanSeconds: number;
}

/** When the workflow is not well: shares of the counted orders, seconds, and from how many orders on a share means anything. */
export interface GuardThresholds {
  readonly failureRate: number;
  readonly compensationRate: number;
  readonly meanSeconds: number;
  readonly leastOrders: number;
}

/** More than 2 % failures or 5 % compensations, or more than 45 s in the mean. */
export const guardThresholds: GuardThresholds = { failureRate: 0.02, compensationRate: 0.05, meanSeconds: 45, leastOrders: 50 };

/** What is wrong, in one line each; empty when all is well. */
export function findFaults(
  window: CanaryWindow,
  limits: GuardThresholds,
): { readonly stepBack: readonly string[]; readonly slow: readonly string[] } {
  const { counted, failed, compensated, meanSeconds } = window;
  if (counted < limits.leastOrders) return { stepBack: [], slow: [] };
  const stepBack = [
    ...above('failure rate', failed / counted, limits.failureRate, counted),
    ...above('compensation rate', compensated / counted, limits.compensationRate, counted),
  ];
  return { stepBack, slow: meanSeconds > limits.meanSeconds ? [`mean duration ${meanSeconds.toFixed(1)} s is above ${limits.meanSeconds} s`] : [] };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const above = (name: string, rate: number, limit: number, counted: number): string[] =>
  rate > limit ? [`${name} ${percent(rate)} is above ${percent(limit)} of ${counted} finished orders`] : [];
