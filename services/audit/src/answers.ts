import type { ApiResponse } from '@sidecart/platform';
import { encodeCursor } from './cursor.js';
import type { Replay } from './domain/replay.js';
import type { DayCount } from './store/archive-store.js';
import type { ArchivedEvent } from './store/archived-event.js';
import type { PlannedReplay } from './use-cases/start-replay.js';

const eventBody = ({ event, orderId, receivedAt }: ArchivedEvent) => ({
  receivedAt: receivedAt.toISOString(),
  ...(orderId === undefined ? {} : { orderId }),
  event,
});

/** One event, as it was received. */
export const eventAnswer = (event: ArchivedEvent): ApiResponse => ({ status: 200, body: eventBody(event) });

/** One page; `found` holds one more than `limit` where there is another. `next` is that one's `after`, null on the last. */
export function eventsAnswer(found: readonly ArchivedEvent[], limit: number): ApiResponse {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    status: 200,
    body: { items: items.map(eventBody), next: found.length > limit && last !== undefined ? encodeCursor(last.position) : null },
  };
}

/** How many events are kept, by day and topic, and how many came when their day was gone. */
export const statsAnswer = (kept: readonly DayCount[], late: readonly DayCount[], retentionDays: number): ApiResponse => ({
  status: 200,
  body: { retentionDays, total: kept.reduce((sum, { count }) => sum + count, 0), items: kept, late },
});

/** A replay as it stands. Which of the events delivered the consumer knew already, only the consumer can tell. */
export const replayAnswer = (replay: Replay, status = 200): ApiResponse => ({
  status,
  body: replayBodyOf(replay),
  headers: { location: `/replays/${replay.id}` },
});

/** One page of replays; `next` is the `after` of the following one, null on the last. */
export function replaysAnswer(found: readonly Replay[], limit: number): ApiResponse {
  const items = found.slice(0, limit);
  return { status: 200, body: { items: items.map(replayBodyOf), next: found.length > limit ? (items.at(-1)?.id ?? null) : null } };
}

/** What a replay would be about. */
export const plannedAnswer = ({ request, topics, matched }: PlannedReplay): ApiResponse => ({
  status: 200,
  body: { dryRun: true, consumer: request.consumer, matched, topics },
});

function replayBodyOf({ id, request, routes, state, matched, delivered, refused, failures, lastError, position, createdAt, updatedAt }: Replay) {
  const { consumer, ...filter } = request;
  return {
    ...{ id, consumer, state },
    filter: { ...filter, topics: Object.keys(routes) },
    ...{ matched, delivered, refused, duplicates: null },
    ...(position === undefined ? {} : { deliveredUpTo: position.time }),
    ...(lastError === undefined ? {} : { failures, lastError }),
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  };
}
