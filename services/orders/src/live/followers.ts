import { isFinal } from '../domain/order.js';
import type { MadeChange, Since } from '../store/read-changes.js';

/** Tells one client of one change. */
export type TellChange = (change: MadeChange) => void;

/** Who follows which order, and how far each has been told. */
export interface Followers {
  readonly orders: () => readonly string[];
  readonly has: (orderId: string) => boolean;
  /** Resolves once the order has ended and its last change is told, or `closed` is aborted. */
  readonly join: (since: Since, tell: TellChange, closed: AbortSignal) => Promise<void>;
  /** From where on changes of these orders are to be read, so that nobody misses one. */
  readonly since: (orderIds: readonly string[]) => Since[];
  /** Tells what was read, to each what it has not been told, in order. */
  readonly tell: (read: readonly Since[], changes: readonly MadeChange[]) => void;
}

interface Follower {
  /** The last version it knows of. */
  seen: number;
  readonly tell: TellChange;
  readonly leave: () => void;
}

/** Makes an empty book of followers. */
export function createFollowers(): Followers {
  const byOrder = new Map<string, Set<Follower>>();
  const of = (orderId: string): Follower[] => [...(byOrder.get(orderId) ?? [])];
  const remove = (orderId: string, follower: Follower): void => {
    const followers = byOrder.get(orderId);
    followers?.delete(follower);
    if (followers?.size === 0) byOrder.delete(orderId);
  };
  return {
    orders: () => [...byOrder.keys()],
    has: (orderId) => byOrder.has(orderId),
    join: ({ orderId, after }, tell, closed) =>
      new Promise((resolve) => {
        const leave = (): void => {
          closed.removeEventListener('abort', leave);
          remove(orderId, follower);
          resolve();
        };
        const follower: Follower = { seen: after, tell, leave };
        byOrder.set(orderId, (byOrder.get(orderId) ?? new Set()).add(follower));
        closed.addEventListener('abort', leave);
        if (closed.aborted) leave();
      }),
    since: (orderIds) =>
      orderIds.flatMap((orderId) => {
        const seen = of(orderId).map((follower) => follower.seen);
        return seen.length === 0 ? [] : [{ orderId, after: seen.reduce((a, b) => Math.min(a, b)) }];
      }),
    tell: (read, changes) => {
      for (const { orderId, after } of read) {
        const news = changes.filter((change) => change.orderId === orderId);
        // Who joined while it was read, from further back, would miss what lies between; the next reading is theirs.
        for (const follower of of(orderId).filter(({ seen }) => seen >= after)) tellOne(follower, news);
      }
    },
  };
}

function tellOne(follower: Follower, news: readonly MadeChange[]): void {
  for (const change of news) {
    if (change.version <= follower.seen) continue;
    follower.seen = change.version;
    follower.tell(change);
  }
  const last = news.at(-1);
  if (last !== undefined && isFinal(last.to)) follower.leave();
}
