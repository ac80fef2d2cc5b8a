import { NotFound, NothingMore, Unavailable, type EventSink, type Platform } from '@sidecart/platform';
import { isFinal, type Order } from '../domain/order.js';
import type { OrdersTx } from '../store/client.js';
import { findOrder } from '../store/order-store.js';
import { readChanges, type MadeChange } from '../store/read-changes.js';
import { endEvent, stateEvent, statusEvent } from './live-events.js';
import type { OrderWatch } from './order-watch.js';
import { resumeAfter, versionOf } from './resume.js';

/** Following one order to its end. */
export interface FollowOrder {
  /**
   * Tells a client all it has not seen yet, and then what happens. Throws NothingMore to one that has seen the end, NotFound, and
   * Unavailable when too many follow already.
   */
  follow(orderId: string, lastEventId: string | undefined, sink: EventSink): Promise<void>;
}

/** Makes the use case; at most `max` follow at a time. */
export function createFollowOrder({ database }: Platform<OrdersTx>, watch: OrderWatch, max: number): FollowOrder {
  const find = async (orderId: string): Promise<Order> => {
    const order = await database.transaction((tx) => findOrder(tx, orderId));
    if (order === undefined) throw new NotFound('order', orderId);
    return order;
  };
  const tellStory = async (orderId: string, lastEventId: string | undefined, sink: EventSink): Promise<void> => {
    const order = await find(orderId);
    if (isFinal(order.status) && (versionOf(lastEventId) ?? 0) >= order.version) throw new NothingMore();
    const after = resumeAfter(lastEventId, order.version);
    // Either way the headers go out, so that the client knows itself connected.
    if (after === undefined) sink.send(stateEvent(order));
    else sink.comment();
    const since = { orderId, after: after ?? order.version };
    let last = { version: order.version, status: order.status };
    const tell = (change: MadeChange): void => {
      last = { version: change.version, status: change.to };
      sink.send(statusEvent(change));
    };
    if (isFinal(order.status)) (await database.transaction((tx) => readChanges(tx, [since]))).forEach(tell);
    else await watch.follow(since, tell, sink.closed);
    sink.send(endEvent(last));
  };
  let following = 0;
  return {
    follow: async (...wish) => {
      if (following >= max) throw new Unavailable('TOO_MANY_STREAMS', `${max} streams are open here, more are not served; ask for the order itself`);
      following += 1;
      try {
        await tellStory(...wish);
      } finally {
        following -= 1;
      }
    },
  };
}
