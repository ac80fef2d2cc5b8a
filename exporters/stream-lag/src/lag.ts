import { isBefore } from './stream-id.js';
import type { GroupView, StreamView } from './stream-view.js';

/**
 * How many entries a group has not been given yet, where that can be told without counting them; else undefined.
 *
 * Redis' own `lag` is not used: it counts entries that were trimmed before the group saw them, for good, and it is unknown after an
 * XDEL ahead of the group and for a group made in the middle; before 7 there is none. What always holds: a group at the end
 * lacks nothing, and one before the first entry lacks them all. Between the two, Redis' counter of the group (`entries-read`) holds only
 * since a place at which it was `proved` right.
 */
export function lagAtSight(stream: StreamView, group: GroupView, proved: string | undefined): number | undefined {
  if (stream.firstId === undefined || !isBefore(group.lastDeliveredId, stream.lastGeneratedId)) return 0;
  if (isBefore(group.lastDeliveredId, stream.firstId)) return stream.length;
  return proved !== undefined && holdsSince(proved, stream, group) ? behindByCounter(stream, group) : undefined;
}

/**
 * Where the group is, if Redis' counter of it agrees with its true lag: the place from which the counter can be believed. It goes
 * wrong only when entries ahead of the group are taken away.
 */
export function provedPlace(stream: StreamView, group: GroupView, lag: number): string | undefined {
  return behindByCounter(stream, group) === lag ? group.lastDeliveredId : undefined;
}

/**
 * How many entries were taken from the stream before the group was given them, as far as Redis knows: it counts what a group was given, and
 * trimming leaves that count as it is. Undefined where it has lost count.
 */
export function lostEntries(stream: StreamView, group: GroupView, lag: number): number | undefined {
  const behind = behindByCounter(stream, group);
  return behind === undefined ? undefined : Math.max(0, behind - lag);
}

/**
 * The lag of a group whose entries were not all counted, `counted` of them: what Redis' counter makes of it, which is too much only where
 * entries are lost to the group; where Redis has lost count, at least the counted ones.
 */
export function lagUncounted(stream: StreamView, group: GroupView, counted: number): number {
  return Math.max(counted, Math.min(stream.length, behindByCounter(stream, group) ?? 0));
}

function behindByCounter({ entriesAdded }: StreamView, { entriesRead }: GroupView): number | undefined {
  return entriesAdded === undefined || entriesRead === undefined ? undefined : entriesAdded - entriesRead;
}

/** Neither trimmed past that place, nor anything ahead of it deleted, nor the group set back. */
function holdsSince(proved: string, stream: StreamView, group: GroupView): boolean {
  const trimmedPast = stream.firstId === undefined || isBefore(proved, stream.firstId);
  return !trimmedPast && !isBefore(proved, stream.maxDeletedId) && !isBefore(group.lastDeliveredId, proved);
}
