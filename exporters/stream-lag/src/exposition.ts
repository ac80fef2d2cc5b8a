import { Counter, Gauge, Registry } from 'prom-client';
import type { Survey } from './survey.js';

/** Writes what Prometheus reads. */
export interface Exposition {
  readonly contentType: string;
  /** `survey` is undefined when Redis could not be read: then no group is shown, rather than an old figure. */
  render(survey: Survey | undefined, seconds: number): Promise<string>;
}

/** Makes the exporter's metrics. `render` is not called again before it has resolved. */
export function createExposition(): Exposition {
  const registry = new Registry();
  const registers = [registry];
  const perGroup = (name: string, help: string) => new Gauge({ name, help, labelNames: ['stream', 'group'] as const, registers });
  const own = (name: string, help: string) => new Gauge({ name: `stream_lag_exporter_${name}`, help, registers });
  const lag = perGroup('redis_stream_group_lag', 'Entries of the stream that the consumer group has not been given yet.');
  const pending = perGroup('redis_stream_group_pending', 'Entries that the consumer group was given and has not acknowledged.');
  const age = perGroup('redis_stream_group_oldest_pending_age_seconds', 'Time since the oldest of the pending entries was published.');
  const lost = perGroup('redis_stream_group_lost_entries', 'Entries that were gone before the consumer group was given them.');
  const length = new Gauge({ name: 'redis_stream_length', help: 'Entries the stream holds.', labelNames: ['stream'] as const, registers });
  const up = own('up', 'Whether Redis could be read (1) or not (0).');
  const duration = own('scrape_duration_seconds', 'How long the last look at Redis took.');
  const leftOut = own('left_out', 'Streams and groups that are not shown because there are more than EXPORTER_MAX_GROUPS.');
  const errors = new Counter({ name: 'stream_lag_exporter_scrape_errors_total', help: 'Looks at Redis that failed.', registers });
  const show = (survey: Survey): void => {
    for (const reading of survey.groups) {
      const labels = { stream: reading.stream, group: reading.group };
      lag.set(labels, reading.lag);
      pending.set(labels, reading.pending);
      age.set(labels, reading.oldestPendingAge);
      if (reading.lost !== undefined) lost.set(labels, reading.lost);
    }
    for (const stream of survey.streams) length.set({ stream: stream.stream }, stream.length);
  };
  return {
    contentType: registry.contentType,
    render: (survey, seconds) => {
      for (const gauge of [lag, pending, age, lost, length]) gauge.reset();
      if (survey === undefined) errors.inc();
      else show(survey);
      up.set(survey === undefined ? 0 : 1);
      leftOut.set(survey?.leftOut ?? 0);
      duration.set(seconds);
      return registry.metrics();
    },
  };
}
