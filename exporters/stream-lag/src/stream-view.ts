/** One stream as `XINFO STREAM … FULL` shows it. */
export interface StreamView {
  readonly length: number;
  /** Undefined while the stream is empty. */
  readonly firstId: string | undefined;
  readonly lastGeneratedId: string;
  /** The highest id that was deleted one by one; `0-0` where none was. */
  readonly maxDeletedId: string;
  /** How many were ever added; undefined before Redis 7. */
  readonly entriesAdded: number | undefined;
  readonly groups: readonly GroupView[];
}

/** One consumer group of a stream. */
export interface GroupView {
  readonly name: string;
  readonly lastDeliveredId: string;
  /** How many it has been given, as far as Redis knows; undefined where it does not, and before Redis 7. */
  readonly entriesRead: number | undefined;
  /** How many it was given and has not acknowledged. */
  readonly pending: number;
  readonly oldestPendingId: string | undefined;
}

/** Reads the reply to `XINFO STREAM <key> FULL COUNT 1`. Throws when it is none. */
export function parseStream(reply: unknown): StreamView {
  const fields = fieldsOf(reply);
  const entries = listOf(fields.get('entries'));
  return {
    length: Number(fields.get('length')),
    firstId: entries[0] === undefined ? undefined : String(listOf(entries[0])[0]),
    lastGeneratedId: String(fields.get('last-generated-id')),
    maxDeletedId: textOf(fields.get('max-deleted-entry-id')) ?? '0-0',
    entriesAdded: countOf(fields.get('entries-added')),
    groups: listOf(fields.get('groups')).map(parseGroup),
  };
}

function parseGroup(reply: unknown): GroupView {
  const fields = fieldsOf(reply);
  const oldest = listOf(fields.get('pending'))[0];
  return {
    name: String(fields.get('name')),
    lastDeliveredId: String(fields.get('last-delivered-id')),
    entriesRead: countOf(fields.get('entries-read')),
    pending: Number(fields.get('pel-count')),
    oldestPendingId: oldest === undefined ? undefined : String(listOf(oldest)[0]),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const countOf = (value: unknown): number | undefined => (value === undefined || value === null ? undefined : Number(value));

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('XINFO STREAM FULL answered in an unknown form');
  return value;
}

/** Names and values take turns in one list. */
function fieldsOf(reply: unknown): ReadonlyMap<string, unknown> {
  const list = listOf(reply);
  return new Map(Array.from({ length: list.length / 2 }, (_, index) => [String(list[2 * index]), list[2 * index + 1]]));
}
