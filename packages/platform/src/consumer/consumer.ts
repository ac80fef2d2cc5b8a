import type { Tx } from '../database/tx.js';
import { isOutage } from '../database/outage.js';
import type { PlatformEvent } from '../events/event.js';
import { withFlow } from '../runtime/context.js';
import { flowOf } from '../runtime/flow-ids.js';
import { runBatch } from './batch.js';
import { createClassifier, rawEvent, type Classified } from './classify.js';
import { createCounts } from './counts.js';
import { createFailureStore, type NewDeadLetter } from './failure-store.js';
import { recordFailure, type ConsumerDeps, type Worker } from './record-failure.js';
import { createEventRetries, type EventRetries } from './retries.js';
import type { Subscription } from './types.js';

/** The answer to one delivery, as the sidecar expects it. */
export interface DeliveryAnswer {
  readonly statuses: readonly { readonly entryId: string; readonly status: 'SUCCESS' | 'RETRY' }[];
}

/** Takes a service's events from its sidecar. */
export interface EventConsumer {
  /** The answer to `GET /dapr/subscribe`. */
  subscriptionList(): readonly unknown[];
  /** Works on one delivery of a topic. RETRY is answered only when the service's own database is away. */
  receive(topic: string, body: unknown): Promise<DeliveryAnswer>;
  readonly retries: EventRetries;
}

interface Entry {
  readonly entryId: string;
  readonly raw: unknown;
}

/** Makes the consumer of one service: its consumer group and its dedup window carry the service's name. */
export function createConsumer<T extends Tx>(deps: ConsumerDeps<T>): EventConsumer {
  const store = createFailureStore(deps.serviceName, deps.newId);
  const classify = createClassifier(deps.contracts, deps.subscriptions);
  const work: Worker<T> = { deps, store, counts: createCounts(deps) };
  const retries = createEventRetries({ work, classify });
  return {
    subscriptionList: () => subscriptionList(deps),
    receive: (topic, body) => receive(work, classify, topic, body),
    retries,
  };
}

function subscriptionList<T extends Tx>({ subscriptions, settings }: ConsumerDeps<T>): readonly unknown[] {
  const topics = [...new Set(subscriptions.map((subscription) => subscription.topic.name))];
  return topics.map((topic) => ({
    pubsubname: settings.pubsubName,
    topic,
    route: `/events/${topic}`,
    bulkSubscribe: { enabled: true, maxMessagesCount: settings.batchSize, maxAwaitDurationMs: settings.maxAwaitMs },
  }));
}

/** A bulk delivery has entries; anything else is taken as one event. */
function entriesOf(body: unknown): readonly Entry[] {
  const entries = (body as { entries?: unknown } | null | undefined)?.entries;
  if (!Array.isArray(entries)) return [{ entryId: '0', raw: body }];
  return (entries as { entryId: string; event: unknown }[]).map(({ entryId, event }) => ({ entryId, raw: event }));
}

async function receive<T extends Tx>(
  work: Worker<T>,
  classify: (topic: string, raw: unknown) => Classified,
  topic: string,
  body: unknown,
): Promise<DeliveryAnswer> {
  const entries = entriesOf(body);
  work.counts.delivered(topic, entries.length);
  const answer = (status: 'SUCCESS' | 'RETRY'): DeliveryAnswer => ({ statuses: entries.map(({ entryId }) => ({ entryId, status })) });
  const sorted = entries.map(({ raw }) => ({ raw, outcome: classify(topic, raw) }));
  try {
    await buryDead(work, topic, sorted);
    for (const { outcome } of sorted) if (outcome.kind === 'unhandled') work.counts.add('unhandled', topic, 1);
    await handleValid(work, topic, sorted);
    return answer('SUCCESS');
  } catch (error) {
    // Nothing that failed could be put on record either. What did commit is dropped by its dedup row when it comes again.
    work.deps.log.error({ err: error, topic }, 'database away: the delivery is asked for again');
    return answer('RETRY');
  }
}

type Sorted = readonly { readonly raw: unknown; readonly outcome: Classified }[];

async function buryDead<T extends Tx>({ deps, store, counts }: Worker<T>, topic: string, sorted: Sorted): Promise<void> {
  const letters = sorted.flatMap(({ raw, outcome }): NewDeadLetter[] =>
    outcome.kind === 'dead' ? [{ topic, raw: rawEvent(raw), reason: outcome.reason, detail: outcome.detail, attempts: 0 }] : [],
  );
  if (letters.length === 0) return;
  const fresh = await store.saveDeadLetters(deps.database.sql, letters, deps.clock.now());
  counts.add('dead_lettered', topic, letters.length);
  counts.buried(topic, fresh);
  for (const { raw, outcome } of sorted) {
    if (outcome.kind === 'dead') deps.log.error({ ...flowOf(raw), topic, reason: outcome.reason, detail: outcome.detail }, 'dead letter');
  }
}

async function handleValid<T extends Tx>(work: Worker<T>, topic: string, sorted: Sorted): Promise<void> {
  const bySubscription = new Map<Subscription, PlatformEvent[]>();
  for (const { outcome } of sorted) {
    if (outcome.kind !== 'handle') continue;
    bySubscription.set(outcome.subscription, [...(bySubscription.get(outcome.subscription) ?? []), outcome.event]);
  }
  for (const [subscription, events] of bySubscription) {
    try {
      work.counts.handled(topic, await runBatch(work.deps, subscription as unknown as Subscription<T>, events));
    } catch (error) {
      const [only, ...others] = events;
      // An event that came alone has had its attempt, unless a deadlock or a lost connection took it away.
      if (only !== undefined && others.length === 0 && !isOutage(error)) {
        await withFlow(flowOf(only), () => recordFailure(work, topic, rawEvent(only), error));
        continue;
      }
      work.deps.log.warn({ err: error, topic, size: events.length }, 'batch rolled back; handling its events one by one');
      for (const event of events) await handleAlone(work, subscription as unknown as Subscription<T>, event);
    }
  }
}

/** One event in its own transaction, so that only the one at fault waits or dies. */
async function handleAlone<T extends Tx>(work: Worker<T>, subscription: Subscription<T>, event: PlatformEvent): Promise<void> {
  try {
    work.counts.handled(event.type, await runBatch(work.deps, subscription, [event]));
  } catch (error) {
    await withFlow(flowOf(event), () => recordFailure(work, event.type, rawEvent(event), error));
  }
}
