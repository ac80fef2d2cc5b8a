import type { Redis } from 'ioredis';
import { parseStream, type StreamView } from './stream-view.js';

/** The platform's topics, `<service>.<domain>.<action>`; each is a stream of that name. */
const TOPIC = /^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*){2}$/;
const SCAN_COUNT = 1_000;
const PAGE = 1_000;

/** The names of all streams that carry a topic, sorted. */
export async function findTopics(redis: Redis): Promise<string[]> {
  const names = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', '*.*.*', 'COUNT', SCAN_COUNT, 'TYPE', 'stream');
    for (const key of keys) if (TOPIC.test(key)) names.add(key);
    cursor = next;
  } while (cursor !== '0');
  return [...names].sort();
}

/** Streams by name, all in one round trip; one that has gone meanwhile is left out. */
export async function viewStreams(redis: Redis, names: readonly string[]): Promise<Map<string, StreamView>> {
  const pipeline = redis.pipeline();
  for (const name of names) pipeline.xinfo('STREAM', name, 'FULL', 'COUNT', 1);
  const replies = (await pipeline.exec()) ?? [];
  const views = new Map<string, StreamView>();
  names.forEach((name, index) => {
    const [error, reply] = replies[index] ?? [new Error('no reply')];
    if (error?.message.includes('no such key') === true) return;
    if (error) throw error;
    views.set(name, parseStream(reply));
  });
  return views;
}

/** A count of entries; not `exact` when there are more. */
export interface Count {
  readonly entries: number;
  readonly exact: boolean;
}

/**
 * Counts the entries after `after` up to `upTo` by fetching them page by page: Redis has no cheaper way. Gives up at `limit` entries, or
 * when `deadline` (by `performance.now`) has passed.
 */
export async function countBetween(
  redis: Redis,
  { stream, after, upTo }: { readonly stream: string; readonly after: string; readonly upTo: string },
  { limit, deadline }: { readonly limit: number; readonly deadline: number },
): Promise<Count> {
  let entries = 0;
  let from = after;
  while (entries < limit && performance.now() < deadline) {
    const size = Math.min(PAGE, limit - entries);
    const page = await redis.xrange(stream, `(${from}`, upTo, 'COUNT', size);
    entries += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < size) return { entries, exact: true };
    from = last[0];
  }
  return { entries, exact: false };
}
