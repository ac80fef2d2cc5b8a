import type { Logger, Loop, Platform } from '@sidecart/platform';
import type { OrderListener } from '../store/order-listener.js';
import type { MadeChange, Since } from '../store/read-changes.js';
import { createFollowers, type TellChange } from './followers.js';

/** What the watch stands on. */
export interface OrderWatchParts {
  readonly loop: Platform['loop'];
  readonly log: Logger;
  /** Makes the listener, which calls `heard` with the id of each order that has moved. */
  readonly listen: (heard: (orderId: string) => void) => OrderListener;
  readonly read: (since: readonly Since[]) => Promise<readonly MadeChange[]>;
  /** Longest wait between two looks at the orders followed, milliseconds; being told makes it look earlier. */
  readonly pollMs: number;
}

/** Watches the orders somebody follows: one connection to be told by and one query a look, however many follow. */
export interface OrderWatch extends Loop {
  /**
   * Tells every change of an order after a version, each once and in order. Resolves when the order has ended and its last change is
   * told, or when `closed` is aborted.
   */
  follow(since: Since, tell: TellChange, closed: AbortSignal): Promise<void>;
}

/** Makes the watch of one process. It connects when somebody follows for the first time. */
export function createOrderWatch(parts: OrderWatchParts): OrderWatch {
  const followers = createFollowers();
  const moved = new Set<string>();
  let due = 0;
  const look = async (): Promise<number> => {
    const isNew = followers.orders().length > 0 && (await begin(parts, listener));
    // Now and then at all of them, told or not: a connection can be dead without saying so.
    const isWhole = isNew || performance.now() >= due;
    const wanted = followers.since(isWhole ? followers.orders() : [...moved]);
    moved.clear();
    if (isWhole) due = performance.now() + parts.pollMs;
    try {
      if (wanted.length > 0) followers.tell(wanted, await parts.read(wanted));
    } catch (error) {
      due = 0;
      throw error;
    }
    return Math.max(0, due - performance.now());
  };
  const loop = parts.loop('order-watch', look);
  const note = (orderId: string): void => {
    if (!followers.has(orderId)) return;
    moved.add(orderId);
    loop.wake();
  };
  const listener = parts.listen(note);
  const follow: OrderWatch['follow'] = (since, tell, closed) => {
    const left = followers.join(since, tell, closed);
    // What came between the caller's own look and this moment is found by the next.
    note(since.orderId);
    loop.start();
    return left;
  };
  const stop = async (): Promise<void> => {
    await loop.stop();
    await listener.close();
  };
  return { ...loop, follow, start: () => undefined, stop };
}

/** Without a connection the looks go on, as often as `pollMs` says. */
async function begin({ log }: OrderWatchParts, listener: OrderListener): Promise<boolean> {
  try {
    return await listener.ensure();
  } catch (error) {
    log.warn({ err: error }, 'not told of changed orders; looking for them instead');
    return false;
  }
}
