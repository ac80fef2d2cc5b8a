import type { ContractRegistry } from '../events/contracts.js';
import type { PlatformEvent } from '../events/event.js';
import { BATCH_SIZES, LATENCIES } from '../metrics/buckets.js';
import type { Metrics } from '../metrics/metrics.js';
import { topicLabels } from '../metrics/topic-label.js';
import type { Clock } from '../runtime/clock.js';
import { DEAD_REASONS, type DeadReason } from './classify.js';

/** What became of an event that was taken; `retried` each time an attempt failed and another one will be made. */
const OUTCOMES = ['handled', 'duplicate', 'unhandled', 'retried', 'dead_lettered'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** What a batch came to once it was committed. */
export interface BatchOutcome {
  readonly first: readonly PlatformEvent[];
  readonly copies: readonly PlatformEvent[];
}

/** What one consumer tells Prometheus. Everything is counted after its commit. */
export interface ConsumerCounts {
  /** A delivery of `size` events came. */
  delivered(topic: string, size: number): void;
  /** A batch has committed. */
  handled(topic: string, batch: BatchOutcome): void;
  add(outcome: Outcome, topic: string, by: number): void;
  /** Letters that were not there before. */
  buried(topic: string, reasons: readonly DeadReason[]): void;
}

/** What the counts are made of. */
export interface ConsumerCountsDeps {
  readonly metrics: Metrics;
  readonly serviceName: string;
  readonly contracts: ContractRegistry;
  readonly clock: Clock;
  readonly subscriptions: readonly { readonly topic: { readonly name: string } }[];
}

/** Makes the counts of one consumer. What it subscribed to begins at 0, so that a first increase shows as one. */
export function createCounts(deps: ConsumerCountsDeps): ConsumerCounts {
  const { clock, serviceName: consumer } = deps;
  const subscribed = new Set(deps.subscriptions.map(({ topic }) => topic.name));
  const label = topicLabels([...deps.contracts.topicNames(), ...subscribed]);
  const { events, letters, latencies, sizes } = declare(deps.metrics);
  for (const topic of subscribed) {
    for (const outcome of OUTCOMES) events.inc({ topic, outcome }, 0);
    for (const reason of DEAD_REASONS) letters.inc({ topic, reason }, 0);
  }
  const add: ConsumerCounts['add'] = (outcome, topic, by) => {
    if (by > 0) events.inc({ topic: label(topic), outcome }, by);
  };
  return {
    add,
    delivered: (topic, size) => sizes.observe({ topic: label(topic) }, size),
    handled(topic, { first, copies }) {
      add('handled', topic, first.length);
      add('duplicate', topic, copies.length);
      const labels = { topic: label(topic), consumer };
      const now = clock.now().getTime();
      for (const { time } of first) {
        const published = Date.parse(time);
        // A publisher's clock may be ahead of this one.
        if (!Number.isNaN(published)) latencies.observe(labels, Math.max(0, now - published) / 1_000);
      }
    },
    buried(topic, reasons) {
      for (const reason of reasons) letters.inc({ topic: label(topic), reason });
    },
  };
}

function declare(metrics: Metrics) {
  return {
    events: metrics.counter({ name: 'events_consumed_total', help: 'Events taken, by what became of them', labels: ['topic', 'outcome'] }),
    letters: metrics.counter({ name: 'dead_letters_total', help: 'Events given up, copies of one counted once', labels: ['topic', 'reason'] }),
    latencies: metrics.histogram({
      name: 'event_latency_seconds',
      help: 'From the time of an event to the commit of what its consumer did',
      labels: ['topic', 'consumer'],
      buckets: LATENCIES,
    }),
    sizes: metrics.histogram({ name: 'event_batch_size', help: 'Events in one delivery', labels: ['topic'], buckets: BATCH_SIZES }),
  };
}
