import { NotFound, Unavailable, type DaprClient } from '@sidecart/platform';
import { routesIn, type Routes } from './domain/replay.js';
import type { ArchivedEvent } from './store/archived-event.js';

/** Longest wait for a consumer to take a batch, milliseconds. */
const DELIVERY_DEADLINE_MS = 30_000;

/** A consumer's event routes, reached through the sidecars: its own one adds the token that the routes ask for. */
export interface ConsumerClient {
  /** What a consumer listens to. Throws NotFound for a service that listens to nothing, Unavailable when it does not answer. */
  routesOf(consumer: string): Promise<Routes>;
  /** Hands events of one topic in, in the form of a bulk delivery. Throws Unavailable when the consumer does not answer. */
  deliver(consumer: string, delivery: Delivery, signal?: AbortSignal): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Events of one topic for one event route. */
export interface Delivery {
  readonly replayId: string;
  readonly topic: string;
  readonly route: string;
  readonly events: readonly ArchivedEvent[];
}

/** Makes it. It knows the form of a delivery, and nothing of replays. */
export function createConsumerClient(dapr: DaprClient): ConsumerClient {
  return {
    async routesOf(consumer) {
      const answer = await dapr.invoke(consumer, { method: 'GET', path: '/dapr/subscribe', attempts: 3 });
      if (answer.status === 404) throw new NotFound('a list of subscriptions of', consumer);
      const routes = answer.status < 300 ? routesIn(answer.body) : undefined;
      if (routes === undefined) throw new Unavailable('CONSUMER_UNREADABLE', `${consumer} does not say what it listens to: ${answer.status}`);
      return routes;
    },
    deliver(consumer, { replayId, topic, route, events }, signal) {
      const entries = events.map(({ event }) => ({ entryId: event.id, event, contentType: 'application/cloudevents+json' }));
      const body = { id: replayId, entries, topic, pubsubname: 'pubsub', type: 'com.dapr.event.sent.bulk' };
      // One attempt: what failed is sent again by the replay, which has a longer breath than a call.
      return dapr.invoke(consumer, { method: 'POST', path: route, body, attempts: 1, deadlineMs: DELIVERY_DEADLINE_MS, ...(signal && { signal }) });
    },
  };
}
