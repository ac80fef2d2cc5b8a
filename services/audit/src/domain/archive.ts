/** What the archive needs to know of an event; the rest is kept without being looked at. */
export interface ArchivableEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly correlationid: string;
  readonly data: unknown;
}

/** One row of the archive, but for the moment it came. */
export interface ArchiveRow {
  readonly id: string;
  readonly time: string;
  readonly type: string;
  readonly subject: string;
  readonly correlationId: string;
  readonly orderId: string | null;
  /** The whole event as text. */
  readonly event: string;
}

/** The row an event is found by and kept in. */
export function archiveRow(event: ArchivableEvent): ArchiveRow {
  const { id, time, type, subject, correlationid, data } = event;
  return {
    ...{ id, time, type },
    subject: searchable(subject),
    correlationId: searchable(correlationid),
    orderId: orderIdOf(data),
    event: JSON.stringify(event),
  };
}

interface AboutOrder {
  readonly orderId?: unknown;
  readonly order?: { readonly id?: unknown } | null;
}

/** The order that an event's data names: `orderId`, or a whole `order`. Null where it names none. */
export function orderIdOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const { orderId, order } = data as AboutOrder;
  const named = orderId ?? order?.id;
  return typeof named === 'string' ? searchable(named) : null;
}

/** A column of text takes no zero character; the event itself keeps it. */
const searchable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** Milliseconds of a day; the archive counts days of UTC from 1970-01-01, day 0. */
export const DAY_MS = 86_400_000;

/** How many days ahead of the present one are ready to take events. */
export const DAYS_AHEAD = 2;

/** The day of an instant, given in milliseconds since 1970. */
export const dayOf = (instantMs: number): number => Math.floor(instantMs / DAY_MS);

/** Where an event of a day belongs. `ahead`: so far in the future that its clock is wrong. */
export type Placement = 'kept' | 'late' | 'ahead';

/** Where an event of `day` belongs while it is `today` and `retentionDays` whole days are kept. */
export function placementOf(day: number, today: number, retentionDays: number): Placement {
  if (day < today - retentionDays) return 'late';
  // One day less than is made ready, so that the day changing meanwhile does no harm.
  return day < today + DAYS_AHEAD ? 'kept' : 'ahead';
}

/** Which days are to be made ready and which dropped. */
export interface DayPlan {
  readonly create: readonly number[];
  readonly drop: readonly number[];
}

/** What is to be done so that exactly the retained days and those ahead exist. Days beyond those are left alone. */
export function planDays(existing: readonly number[], today: number, retentionDays: number): DayPlan {
  const present = new Set(existing);
  const oldest = today - retentionDays;
  // The newest first: events come for those.
  const wanted = Array.from({ length: retentionDays + DAYS_AHEAD + 1 }, (_, index) => today + DAYS_AHEAD - index);
  return { create: wanted.filter((day) => !present.has(day)), drop: existing.filter((day) => day < oldest) };
}
