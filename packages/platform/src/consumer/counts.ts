import { metrics } from '@opentelemetry/api';

/** What a consumer counts, by topic. */
export type CountName = 'handled' | 'duplicates' | 'unhandled' | 'retries' | 'deadLetters';

/** Counters of one consumer since its start; exported as metrics as well. */
export interface ConsumerCounts {
  add(name: CountName, topic: string, by: number): void;
  total(name: CountName, topic?: string): number;
}

/** Makes the counters of one consumer. */
export function createCounts(consumer: string): ConsumerCounts {
  const counter = metrics.getMeter('sidecart').createCounter('sidecart.consumer.events', { description: 'Events taken, by what became of them' });
  const totals = new Map<string, number>();
  return {
    add(name, topic, by) {
      if (by === 0) return;
      counter.add(by, { consumer, topic, outcome: name });
      for (const key of [name, `${name} ${topic}`]) totals.set(key, (totals.get(key) ?? 0) + by);
    },
    total: (name, topic) => totals.get(topic === undefined ? name : `${name} ${topic}`) ?? 0,
  };
}
