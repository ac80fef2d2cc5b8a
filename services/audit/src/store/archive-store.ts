import { Unavailable } from '@sidecart/platform';
import type { ArchiveRow } from '../domain/archive.js';
import type { EventFilter, Position } from '../domain/filter.js';
import { behind, eventColumns, matching, toArchived, type ArchivedEvent, type EventRow } from './archived-event.js';
import type { AuditTx } from './client.js';

/**
 * Keeps events in one statement; one that is kept already stays as it is. In the order of their ids, so that two batches
 * with the same events wait for each other instead of deadlocking. Throws Unavailable while the day of one is not ready.
 */
export async function archiveEvents(tx: AuditTx, rows: readonly ArchiveRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const column = <Name extends keyof ArchiveRow>(name: Name): ArchiveRow[Name][] => rows.map((row) => row[name]);
  try {
    await tx.$executeRaw`
      insert into events (time, id, type, subject, correlation_id, order_id, received_at, event)
      select time, id, type, subject, correlation_id, order_id, ${now.toISOString()}::timestamptz, event::json
      from unnest(${column('time')}::timestamptz[], ${column('id')}::uuid[], ${column('type')}::text[], ${column('subject')}::text[],
        ${column('correlationId')}::text[], ${column('orderId')}::text[], ${column('event')}::text[])
        as e(time, id, type, subject, correlation_id, order_id, event)
      order by id
      on conflict do nothing`;
  } catch (error) {
    if (!/no partition of relation/.test(String(error))) throw error;
    throw new Unavailable('DAY_NOT_READY', 'the day of an event has no partition yet', { cause: error });
  }
}

/** Counts events that are not kept, by topic, on the day they came. */
export async function countLate(tx: AuditTx, events: readonly { readonly type: string }[], now: Date): Promise<void> {
  if (events.length === 0) return;
  await tx.$executeRaw`
    insert into late_events (day, type, count)
    select (${now.toISOString()}::timestamptz at time zone 'UTC')::date, type, count(*) from unnest(${events.map(({ type }) => type)}::text[]) as e(type)
    group by type order by type
    on conflict (day, type) do update set count = late_events.count + excluded.count`;
}

/** The event of this id. */
export async function findEvent(tx: AuditTx, id: string): Promise<ArchivedEvent | undefined> {
  const rows = await tx.$queryRaw<EventRow[]>`select ${eventColumns} from events where id = ${id}::uuid`;
  return rows.map(toArchived)[0];
}

/** Where a page begins and how long it is at most. */
export interface PageOf {
  readonly after: Position | undefined;
  readonly limit: number;
}

/** Events that match, newest first. */
export async function newestEvents(tx: AuditTx, filter: EventFilter, { after, limit }: PageOf): Promise<readonly ArchivedEvent[]> {
  const rows = await tx.$queryRaw<EventRow[]>`
    select ${eventColumns} from events where ${matching(filter)} and ${behind(after, 'older')}
    order by time desc, events.id desc limit ${limit}`;
  return rows.map(toArchived);
}

/** Events that match, oldest first: the order in which they are fed to a consumer again. */
export async function oldestEvents(tx: AuditTx, filter: EventFilter, { after, limit }: PageOf): Promise<readonly ArchivedEvent[]> {
  const rows = await tx.$queryRaw<EventRow[]>`
    select ${eventColumns} from events where ${matching(filter)} and ${behind(after, 'newer')}
    order by time, events.id limit ${limit}`;
  return rows.map(toArchived);
}

/**
 * The story of one order, oldest first: what names it, and what names no order and shares a correlation id with that, such
 * as the payment of its checkout. Another order of the same correlation id has a story of its own.
 */
export async function orderStory(tx: AuditTx, orderId: string, { after, limit }: PageOf): Promise<readonly ArchivedEvent[]> {
  const rows = await tx.$queryRaw<EventRow[]>`
    with named as (select distinct correlation_id from events where order_id = ${orderId})
    select ${eventColumns} from (
      select * from events where order_id = ${orderId}
      union all
      select e.* from named cross join lateral (
        select * from events where correlation_id = named.correlation_id and order_id is null offset 0
      ) e
    ) events
    where ${behind(after, 'newer')} order by time, events.id limit ${limit}`;
  return rows.map(toArchived);
}

/** How many events of one topic. */
export interface TopicCount {
  readonly topic: string;
  readonly count: number;
}

/** How many events match, by topic. */
export async function countEvents(tx: AuditTx, filter: EventFilter): Promise<readonly TopicCount[]> {
  const rows = await tx.$queryRaw<{ type: string; count: bigint }[]>`
    select type, count(*) as count from events where ${matching(filter)} group by type order by type`;
  return rows.map(({ type, count }) => ({ topic: type, count: Number(count) }));
}

/** How many events of one topic and day, the day as `YYYY-MM-DD`. */
export interface DayCount extends TopicCount {
  readonly day: string;
}

/** How many events are kept and how many came late, by day and topic, newest day first. */
export async function countDays(tx: AuditTx): Promise<{ readonly kept: readonly DayCount[]; readonly late: readonly DayCount[] }> {
  type Row = { day: string; type: string; count: bigint };
  const toCount = ({ day, type, count }: Row): DayCount => ({ day, topic: type, count: Number(count) });
  const kept = await tx.$queryRaw<Row[]>`
    select to_char(day, 'YYYY-MM-DD') as day, type, count from (
      select (time at time zone 'UTC')::date as day, type, count(*) as count from events group by 1, 2
    ) counted order by 1 desc, 2`;
  const late = await tx.$queryRaw<Row[]>`select to_char(day, 'YYYY-MM-DD') as day, type, count from late_events order by 1 desc, 2`;
  return { kept: kept.map(toCount), late: late.map(toCount) };
}
