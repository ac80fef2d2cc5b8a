import type { Mail, MailContent, MailKind, MailStatus } from '../domain/mail.js';
import type { Mail as MailRow, Prisma } from '../generated/prisma/client.js';
import type { NotificationTx } from './client.js';

/**
 * Stores those mails whose order has none of their kind, of several the first. Resolves to the ids of those stored. In
 * order of the key, so that two batches with the same orders wait for each other instead of deadlocking.
 */
export async function insertIfAbsent(tx: NotificationTx, mails: readonly Mail[]): Promise<ReadonlySet<string>> {
  if (mails.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    insert into mails (id, order_id, kind, status, order_number, customer_id, content, round, reason, created_at, updated_at)
    select (m->>'id')::uuid, (m->>'orderId')::uuid, m->>'kind', m->>'status', m->>'orderNumber', m->>'customerId', m->'content',
      (m->>'round')::int, m->>'reason', (m->>'createdAt')::timestamptz, (m->>'createdAt')::timestamptz
    from jsonb_array_elements(${JSON.stringify(mails)}::jsonb) with ordinality as e(m, nth) order by 2, 3, nth
    on conflict (order_id, kind) do nothing returning id`;
  return new Set(rows.map(({ id }) => id));
}

/** One mail. */
export async function findMail(tx: NotificationTx, id: string): Promise<Mail | undefined> {
  const row = await tx.mail.findUnique({ where: { id } });
  return row === null ? undefined : toMail(row);
}

/** One mail, locked until the transaction ends. */
export async function lockMail(tx: NotificationTx, id: string): Promise<Mail | undefined> {
  await tx.$queryRaw`select 1 from mails where id = ${id}::uuid for update`;
  return findMail(tx, id);
}

/** Puts a mail whose row the transaction has locked on its way again. */
export async function reopenMail(tx: NotificationTx, { id, round }: Mail, now: Date): Promise<void> {
  await tx.mail.update({ where: { id }, data: { status: 'PENDING', reason: null, round, updatedAt: now } });
}

/** How sending ended, with what orders told of the order meanwhile. */
export interface Ending {
  readonly status: 'SENT' | 'FAILED';
  readonly reason?: string | undefined;
  readonly orderNumber?: string | undefined;
  readonly customerId?: string | undefined;
}

/** Stores how a round of sending ended; only while that round is under way. */
export async function endRound(tx: NotificationTx, { id, round }: Pick<Mail, 'id' | 'round'>, ending: Ending, now: Date): Promise<void> {
  const { status, reason, orderNumber, customerId } = ending;
  await tx.mail.updateMany({
    where: { id, round, status: 'PENDING' },
    data: {
      ...{ status, reason: reason ?? null, updatedAt: now },
      ...(status === 'SENT' ? { sentAt: now } : {}),
      ...(orderNumber === undefined ? {} : { orderNumber }),
      ...(customerId === undefined ? {} : { customerId }),
    },
  });
}

/** Which mails, newest first: up to `limit` of them, older than the mail `after`. */
export interface MailQuery {
  readonly orderId: string | undefined;
  readonly kind: MailKind | undefined;
  readonly status: MailStatus | undefined;
  readonly limit: number;
  readonly after: string | undefined;
}

/** The mails asked for. Their ids rise with time. */
export async function listMails(tx: NotificationTx, { orderId, kind, status, limit, after }: MailQuery): Promise<readonly Mail[]> {
  const where: Prisma.MailWhereInput = {
    ...(orderId === undefined ? {} : { orderId }),
    ...(kind === undefined ? {} : { kind }),
    ...(status === undefined ? {} : { status }),
    ...(after === undefined ? {} : { id: { lt: after } }),
  };
  return (await tx.mail.findMany({ where, orderBy: { id: 'desc' }, take: limit })).map(toMail);
}

function toMail(row: MailRow): Mail {
  return {
    id: row.id,
    orderId: row.orderId,
    kind: row.kind as MailKind,
    status: row.status as MailStatus,
    orderNumber: row.orderNumber ?? undefined,
    customerId: row.customerId ?? undefined,
    content: row.content as MailContent,
    round: row.round,
    reason: row.reason ?? undefined,
    createdAt: row.createdAt,
    sentAt: row.sentAt ?? undefined,
  };
}
