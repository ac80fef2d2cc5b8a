import type { Database, Tx } from '../database/tx.js';
import { Unavailable } from '../runtime/errors.js';
import { buildEvent, type EventBuilderDeps } from './build-event.js';
import type { NewEvent, PlatformEvent } from './event.js';
import { eventIsSent, storeEvents, topicIsStalled } from './outbox-store.js';
import type { CloudEventPublisher } from './publisher-types.js';

/** What the publisher stands on. */
export interface PublisherDeps extends EventBuilderDeps {
  readonly database: Database;
}

const AWAIT_POLL_MS = 20;
const AWAIT_TIMEOUT_MS = 5_000;

/** Makes the publisher of one service: everything it is given goes through the outbox of that service's database. */
export function createPublisher(deps: PublisherDeps): CloudEventPublisher {
  const publishAll = async (tx: Tx, events: readonly NewEvent[]): Promise<readonly PlatformEvent[]> => {
    const built = events.map((event) => buildEvent(deps, event));
    await storeEvents(tx, built, deps.clock.now());
    return built;
  };
  const publish = async <Data>(tx: Tx, event: NewEvent<Data>): Promise<PlatformEvent<Data>> => {
    const [built] = await publishAll(tx, [event]);
    return built as PlatformEvent<Data>;
  };
  const publishAndAwait = async <Data>(event: NewEvent<Data>, options: { timeoutMs?: number } = {}): Promise<PlatformEvent<Data>> => {
    const built = await deps.database.transaction((tx) => publish(tx, event));
    await untilSent(deps.database, built.id, options.timeoutMs ?? AWAIT_TIMEOUT_MS);
    return built;
  };
  return { publish, publishAll, publishAndAwait, isStalled: (tx, topic, since) => topicIsStalled(tx, topic.name, since) };
}

/** The relay may run in another replica, so the row itself is asked. */
async function untilSent(database: Database, id: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await eventIsSent(database.sql, id))) {
    if (performance.now() > deadline) {
      throw new Unavailable('EVENT_NOT_CONFIRMED', `event ${id} is stored but was not confirmed within ${timeoutMs} ms; it is sent later`);
    }
    await new Promise((resolve) => setTimeout(resolve, AWAIT_POLL_MS));
  }
}
