import type { Platform } from '@sidecart/platform';
import type { OrdersTx } from '../store/client.js';
import { createOrderListener } from '../store/order-listener.js';
import { readChanges } from '../store/read-changes.js';
import { createFollowOrder } from './follow-order.js';
import { createOrderWatch } from './order-watch.js';

const POLL_MS = 5_000;

/** Following orders: the use case, and the watch it stands on, which ends with the service. */
export function createLive(platform: Platform<OrdersTx>, { ORDER_STREAMS_MAX }: { readonly ORDER_STREAMS_MAX: number }) {
  const { database, log } = platform;
  const watch = createOrderWatch({
    ...{ log, pollMs: POLL_MS },
    loop: (name, run) => platform.loop(name, run),
    listen: (heard) => createOrderListener(database.url, heard),
    read: (since) => database.transaction((tx) => readChanges(tx, since)),
  });
  return { watch, followOrder: createFollowOrder(platform, watch, ORDER_STREAMS_MAX) };
}
