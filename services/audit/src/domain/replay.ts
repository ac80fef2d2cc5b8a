import type { EventFilter, Position } from './filter.js';

/** What somebody wants fed to a consumer again. */
export interface ReplayRequest {
  readonly consumer: string;
  /** All the consumer listens to when absent. */
  readonly topics?: readonly string[];
  readonly orderId?: string;
  readonly correlationId?: string;
  readonly subject?: string;
  readonly from?: string;
  /** The moment of the request when absent: a replay has an end. */
  readonly to?: string;
}

/** A consumer's event route by topic. */
export type Routes = Readonly<Record<string, string>>;

/** How a replay stands. RUNNING also while it waits for a consumer that does not answer. */
export type ReplayState = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** A replay and how far it has come. */
export interface Replay {
  readonly id: string;
  readonly request: ReplayRequest;
  readonly routes: Routes;
  readonly state: ReplayState;
  readonly position: Position | undefined;
  /** Events that matched when it was made. */
  readonly matched: number;
  /** Taken by the consumer; which of them it knew already it does not tell. */
  readonly delivered: number;
  /** Dropped by the consumer. */
  readonly refused: number;
  readonly failures: number;
  readonly lastError: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The events a replay is about: of the topics that have a route. */
export function filterOf({ topics: _topics, consumer: _consumer, ...rest }: ReplayRequest, routes: Routes): EventFilter {
  return { ...rest, types: Object.keys(routes) };
}

/** The routes by topic in a consumer's answer to `GET /dapr/subscribe`; undefined when it is no such answer. */
export function routesIn(answer: unknown): Routes | undefined {
  if (!Array.isArray(answer)) return undefined;
  const pairs = (answer as { topic?: unknown; route?: unknown; routes?: { default?: unknown } }[]).map(({ topic, route, routes }) => {
    const path = route ?? routes?.default;
    return typeof topic === 'string' && typeof path === 'string' ? [topic, path.startsWith('/') ? path : `/${path}`] : undefined;
  });
  return Object.fromEntries(pairs.filter((pair) => pair !== undefined)) as Routes;
}

/** The routes of the topics wanted, of all when none are named; or the topics wanted that the consumer does not listen to. */
export function chooseRoutes(offered: Routes, wanted: readonly string[] | undefined): { routes: Routes } | { unknown: readonly string[] } {
  const topics = wanted ?? Object.keys(offered);
  const unknown = topics.filter((topic) => !Object.hasOwn(offered, topic));
  return unknown.length > 0 ? { unknown } : { routes: Object.fromEntries(topics.map((topic) => [topic, offered[topic] ?? ''])) };
}

interface Sized {
  readonly event: { readonly type: string };
}

/**
 * What of a page goes out in one step: as much as stays below `maxBytes`, one event at least, because a sidecar takes no larger
 * call than 4 MiB.
 */
export function stepOf<Item extends Sized>(page: readonly Item[], maxBytes: number, bytesOf: (item: Item) => number): readonly Item[] {
  let bytes = 0;
  const end = page.findIndex((item, index) => (bytes += bytesOf(item)) > maxBytes && index > 0);
  return end < 0 ? page : page.slice(0, end);
}

/** A step's events by topic: a call has one topic. Topics in the order in which they come up, events in theirs. */
export function byTopic<Item extends Sized>(step: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of step) groups.set(item.event.type, [...(groups.get(item.event.type) ?? []), item]);
  return groups;
}

/** What became of one call: taken and dropped events, or `again` where some are to be sent again, or `no` for good. */
export type Verdict =
  | { readonly type: 'done'; readonly delivered: number; readonly refused: number }
  | { readonly type: 'again'; readonly why: string }
  | { readonly type: 'no'; readonly why: string };

/** Reads a consumer's answer to `size` events as its sidecar would: no word about an event means that it was taken. */
export function verdictOn(answer: { readonly status: number; readonly body: unknown }, size: number): Verdict {
  if (answer.status >= 300) return { type: 'no', why: `the consumer's event route answered ${answer.status}` };
  const { statuses, status } = (typeof answer.body === 'object' && answer.body !== null ? answer.body : {}) as Told;
  const told = Array.isArray(statuses) ? (statuses as Told[]).map((one) => one.status) : [status];
  const retries = told.filter((word) => word === 'RETRY').length;
  if (retries > 0) return { type: 'again', why: `the consumer asked for ${retries} events again` };
  const refused = told.filter((word) => word === 'DROP').length;
  return { type: 'done', delivered: size - refused, refused };
}

interface Told {
  readonly status?: unknown;
  readonly statuses?: unknown;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Milliseconds before a failed step is tried again: one second, doubling to a minute. A replay never gives up by itself. */
export const waitAfter = (failures: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
