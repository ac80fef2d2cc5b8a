import type { PlatformEvent } from '@sidecart/platform';
import type { EventFilter, Position } from '../domain/filter.js';
import { Prisma } from '../generated/prisma/client.js';

/** One event as it was received, and where it stands in the archive. */
export interface ArchivedEvent {
  readonly position: Position;
  readonly receivedAt: Date;
  readonly orderId: string | undefined;
  readonly event: PlatformEvent;
}

/** A row as `eventColumns` reads it. */
export interface EventRow {
  readonly id: string;
  readonly at: string;
  readonly order_id: string | null;
  readonly received_at: Date;
  readonly event: string;
}

/** The columns an archived event is made of. Times as text: a Date would cut them to milliseconds. */
export const eventColumns = Prisma.sql`id::text as id, to_char(time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, order_id,
  received_at, event::text as event`;

/** What a row stands for. */
export const toArchived = (row: EventRow): ArchivedEvent => ({
  position: { time: row.at, id: row.id },
  receivedAt: row.received_at,
  orderId: row.order_id ?? undefined,
  event: JSON.parse(row.event) as PlatformEvent,
});

/** A filter as SQL. The bounds of time are what keeps the database from looking into every day. */
export function matching({ types, orderId, correlationId, subject, from, to }: EventFilter): Prisma.Sql {
  const conditions = [
    types && Prisma.sql`type = any(${[...types]}::text[])`,
    orderId === undefined ? undefined : Prisma.sql`order_id = ${orderId}`,
    correlationId === undefined ? undefined : Prisma.sql`correlation_id = ${correlationId}`,
    subject === undefined ? undefined : Prisma.sql`subject = ${subject}`,
    from === undefined ? undefined : Prisma.sql`time >= ${from}::timestamptz`,
    to === undefined ? undefined : Prisma.sql`time < ${to}::timestamptz`,
  ];
  return allOf(conditions.filter((condition) => condition !== undefined));
}

/** What lies behind a place; `older` looks back in time. Everything where there is no place. */
export function behind(position: Position | undefined, direction: 'older' | 'newer'): Prisma.Sql {
  if (position === undefined) return Prisma.sql`true`;
  const { time, id } = position;
  // The first condition says nothing new to the second, but lets the database leave out whole days.
  return direction === 'older'
    ? Prisma.sql`time <= ${time}::timestamptz and (time, id) < (${time}::timestamptz, ${id}::uuid)`
    : Prisma.sql`time >= ${time}::timestamptz and (time, id) > (${time}::timestamptz, ${id}::uuid)`;
}

const allOf = (conditions: readonly Prisma.Sql[]): Prisma.Sql => (conditions.length === 0 ? Prisma.sql`true` : Prisma.join([...conditions], ' and '));
