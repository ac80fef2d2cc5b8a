import { Unprocessable, type Platform } from '@sidecart/platform';
import type { ConsumerClient } from '../consumer-client.js';
import { chooseRoutes, filterOf, type Replay, type ReplayRequest, type Routes } from '../domain/replay.js';
import { countEvents, type TopicCount } from '../store/archive-store.js';
import type { AuditTx } from '../store/client.js';
import { insertReplay } from '../store/replay-store.js';

/** A replay as it would be: what matches at this moment. */
export interface PlannedReplay {
  readonly request: ReplayRequest;
  readonly routes: Routes;
  readonly topics: readonly TopicCount[];
  readonly matched: number;
}

/** Plans and starts replays. */
export interface StartReplay {
  /** Throws Unprocessable NOT_SUBSCRIBED, NotFound, Unavailable. */
  plan(request: ReplayRequest): Promise<PlannedReplay>;
  /** Stores a planned replay; it runs from then on. Throws Unprocessable IDEMPOTENCY_KEY_REUSED. */
  start(request: ReplayRequest, idempotencyKey: string): Promise<{ readonly replay: Replay; readonly isNew: boolean }>;
}

/** Makes it; `wake` has the loop look at once. */
export function createStartReplay({ database, clock, newId }: Platform<AuditTx>, consumers: ConsumerClient, wake: () => void): StartReplay {
  const plan = async (asked: ReplayRequest): Promise<PlannedReplay> => {
    const choice = chooseRoutes(await consumers.routesOf(asked.consumer), asked.topics);
    if ('unknown' in choice) {
      throw new Unprocessable('NOT_SUBSCRIBED', `${asked.consumer} does not listen to ${choice.unknown.join(', ')}`, {
        details: { topics: choice.unknown },
      });
    }
    const request = { ...asked, to: asked.to ?? clock.now().toISOString() };
    const topics = await database.transaction((tx) => countEvents(tx, filterOf(request, choice.routes)));
    return { request, routes: choice.routes, topics, matched: topics.reduce((sum, { count }) => sum + count, 0) };
  };
  return {
    plan,
    async start(asked, idempotencyKey) {
      const { request, routes, matched } = await plan(asked);
      const made = await database.transaction((tx) => insertReplay(tx, { id: newId(), idempotencyKey, request, routes, matched }, clock.now()));
      if (!made.isNew && !isSame(asked, made.replay.request)) {
        throw new Unprocessable('IDEMPOTENCY_KEY_REUSED', 'this idempotency key was used for another replay');
      }
      wake();
      return made;
    },
  };
}

/** Whether the replay on record was asked for in these words; its end was filled in where it was not named. */
function isSame(asked: ReplayRequest, stored: ReplayRequest): boolean {
  const words = (request: ReplayRequest): string => JSON.stringify(Object.entries({ ...request, to: asked.to ?? '' }).sort());
  return (asked.to === undefined || asked.to === stored.to) && words(asked) === words(stored);
}
