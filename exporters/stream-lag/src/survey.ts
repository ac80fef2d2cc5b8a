import type { Redis } from 'ioredis';
import { lagAtSight, lagUncounted, lostEntries, provedPlace } from './lag.js';
import { countBetween, findTopics, viewStreams, type Count } from './read-streams.js';
import { timeOf } from './stream-id.js';
import type { GroupView, StreamView } from './stream-view.js';

/** One consumer group of one stream. */
export interface GroupReading {
  readonly stream: string;
  readonly group: string;
  /** Entries it has not been given yet. */
  readonly lag: number;
  /** Entries it was given and has not acknowledged. */
  readonly pending: number;
  /** Since the oldest of those was published, seconds; 0 where there is none. */
  readonly oldestPendingAge: number;
  /** Entries that were gone before it was given them; undefined where Redis cannot tell. */
  readonly lost: number | undefined;
}

/** What one look at Redis found. */
export interface Survey {
  readonly streams: readonly { readonly stream: string; readonly length: number }[];
  readonly groups: readonly GroupReading[];
  /** Streams and groups beyond the bound. */
  readonly leftOut: number;
}

/** What a surveyor is made of. */
export interface SurveyorSettings {
  readonly redis: Redis;
  /** The most entries counted for one group. */
  readonly countLimit: number;
  /** The most streams, and the most groups, of a survey. */
  readonly maxGroups: number;
  /** Counting stops this long after a survey began, milliseconds. */
  readonly countForMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Makes the function that looks at all streams once. It rejects when Redis cannot be read. */
export function createSurveyor(settings: SurveyorSettings): () => Promise<Survey> {
  const { redis, maxGroups } = settings;
  let proved: ReadonlyMap<string, string> = new Map();
  return async () => {
    const deadline = performance.now() + settings.countForMs;
    const names = await findTopics(redis);
    const views = await viewStreams(redis, names.slice(0, maxGroups));
    const all = [...views].flatMap(([stream, view]) => view.groups.map((group) => ({ stream, view, group })));
    const places = new Map<string, string>();
    const groups: GroupReading[] = [];
    for (const sight of all.slice(0, maxGroups)) {
      const key = `${sight.stream} ${sight.group.name}`;
      const { reading, place } = await readGroup(settings, sight, proved.get(key), deadline);
      groups.push(reading);
      if (place !== undefined) places.set(key, place);
    }
    // Only what this look confirmed: an older proof must not outlive a stream that was emptied and filled again.
    proved = places;
    return {
      streams: [...views].map(([stream, { length }]) => ({ stream, length })),
      groups,
      leftOut: Math.max(0, names.length - maxGroups) + Math.max(0, all.length - maxGroups),
    };
  };
}

interface Sight {
  readonly stream: string;
  readonly view: StreamView;
  readonly group: GroupView;
}

async function readGroup(
  settings: SurveyorSettings,
  { stream, view, group }: Sight,
  proved: string | undefined,
  deadline: number,
): Promise<{ reading: GroupReading; place: string | undefined }> {
  const atSight = lagAtSight(view, group, proved);
  const range = { stream, after: group.lastDeliveredId, upTo: view.lastGeneratedId };
  const { entries, exact }: Count =
    atSight === undefined ? await countBetween(settings.redis, range, { limit: settings.countLimit, deadline }) : { entries: atSight, exact: true };
  const reading = {
    ...{ stream, group: group.name, pending: group.pending },
    lag: exact ? entries : lagUncounted(view, group, entries),
    oldestPendingAge: group.oldestPendingId === undefined ? 0 : Math.max(0, (settings.now() - timeOf(group.oldestPendingId)) / 1_000),
    lost: exact ? lostEntries(view, group, entries) : undefined,
  };
  return { reading, place: exact ? provedPlace(view, group, entries) : undefined };
}
