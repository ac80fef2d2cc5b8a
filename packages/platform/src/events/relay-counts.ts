import { BATCH_SIZES } from '../metrics/buckets.js';
import type { Metrics } from '../metrics/metrics.js';
import { topicLabels } from '../metrics/topic-label.js';
import type { ContractRegistry } from './contracts.js';

interface Sendable {
  readonly topic: string;
}

/** What the relay tells Prometheus. */
export interface RelayCounts {
  /** A batch was tried: `sent` of `rows` were taken. Each row counts each time it is tried. */
  tried(rows: readonly Sendable[], sent: readonly Sendable[]): void;
}

/** Makes the relay's counts. The service's own topics begin at 0, so that a first failure shows as an increase. */
export function createRelayCounts(deps: {
  readonly metrics: Metrics;
  readonly serviceName: string;
  readonly contracts: ContractRegistry;
}): RelayCounts {
  const { metrics, contracts } = deps;
  const events = metrics.counter({
    name: 'events_published_total',
    help: 'Events handed to the broker, by whether it took them',
    labels: ['topic', 'outcome'],
  });
  const sizes = metrics.histogram({ name: 'outbox_batch_size', help: 'Events in one batch of the relay', buckets: BATCH_SIZES });
  const label = topicLabels(contracts.topicNames());
  for (const topic of contracts.topicNames()) {
    if (contracts.ownerOf(topic) !== deps.serviceName) continue;
    for (const outcome of ['success', 'failure']) events.inc({ topic, outcome }, 0);
  }
  return {
    tried(rows, sent) {
      if (rows.length === 0) return;
      sizes.observe(rows.length);
      const taken = countByTopic(sent);
      for (const [topic, count] of countByTopic(rows)) {
        const success = taken.get(topic) ?? 0;
        events.inc({ topic: label(topic), outcome: 'success' }, success);
        events.inc({ topic: label(topic), outcome: 'failure' }, count - success);
      }
    },
  };
}

function countByTopic(rows: readonly Sendable[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of rows) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}
