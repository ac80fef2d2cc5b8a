import { ATTEMPTS } from '../metrics/buckets.js';
import type { Metrics } from '../metrics/metrics.js';
import type { AttemptAnswer } from './activity.js';

/** Takes how long attempts of activities took, in seconds. */
export interface AttemptDurations {
  observe(labels: { readonly activity: string; readonly outcome: AttemptAnswer['type'] }, seconds: number): void;
}

/** Makes the histogram of attempts; the activities are those that are registered, so their names are bounded. */
export function createAttemptDurations(metrics: Metrics): AttemptDurations {
  return metrics.histogram({
    name: 'activity_duration_seconds',
    help: 'From the start of one attempt of an activity to its answer',
    labels: ['activity', 'outcome'],
    buckets: ATTEMPTS,
  });
}
