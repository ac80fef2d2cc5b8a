import type { Metrics } from '../metrics/metrics.js';

/** How an attempt ended: its outcome is on record, or the call is made again later. */
const OUTCOMES = ['settled', 'put_off'] as const;

/** Counts attempts of intents. */
export interface AttemptCounts {
  /** The kind begins at 0, so that its first failure shows as an increase. */
  begin(kind: string): void;
  add(kind: string, outcome: (typeof OUTCOMES)[number]): void;
}

/** Makes the counter of attempts; kinds without code count together. */
export function createAttemptCounts(metrics: Metrics): AttemptCounts {
  const attempts = metrics.counter({ name: 'intent_attempts_total', help: 'Calls to the outside, by how they ended', labels: ['kind', 'outcome'] });
  const kinds = new Set<string>();
  return {
    begin(kind) {
      kinds.add(kind);
      for (const outcome of OUTCOMES) attempts.inc({ kind, outcome }, 0);
    },
    add: (kind, outcome) => attempts.inc({ kind: kinds.has(kind) ? kind : 'unknown', outcome }),
  };
}
