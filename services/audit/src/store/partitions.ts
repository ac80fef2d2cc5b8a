import { DAY_MS } from '../domain/archive.js';
import { Prisma } from '../generated/prisma/client.js';
import type { AuditTx } from './client.js';

const LOCK = 7_243_113;

/** The start of a day in UTC, RFC 3339. */
const startOf = (day: number): string => new Date(day * DAY_MS).toISOString();
const nameOf = (day: number): string => `events_${startOf(day).slice(0, 10).replaceAll('-', '')}`;

/** The days the archive has a partition for. */
export async function listDays(tx: AuditTx): Promise<number[]> {
  const rows = await tx.$queryRaw<{ day: number }[]>`
    select (to_date(substring(c.relname from 8), 'YYYYMMDD') - date '1970-01-01')::int as day
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'events'::regclass order by 1`;
  return rows.map(({ day }) => day);
}

/**
 * Lets the transaction change partitions, one replica at a time. It waits for no reader longer than a moment: whatever
 * waits for the table's lock has everybody else wait behind it.
 */
export async function lockDays(tx: AuditTx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK})`;
  await tx.$executeRaw`set local lock_timeout = '2s'`;
}

/** Makes a day ready. Attached and not created in place, which would lock everybody out of the whole table. */
export async function createDay(tx: AuditTx, day: number): Promise<void> {
  const name = Prisma.raw(nameOf(day));
  const [from, to] = [Prisma.raw(`'${startOf(day)}'`), Prisma.raw(`'${startOf(day + 1)}'`)];
  await tx.$executeRaw`create table ${name} (like events including all, primary key (id))`;
  await tx.$executeRaw`alter table events attach partition ${name} for values from (${from}) to (${to})`;
}

/** Drops a day with all its events. */
export async function dropDay(tx: AuditTx, day: number): Promise<void> {
  await tx.$executeRaw`drop table ${Prisma.raw(nameOf(day))}`;
}
