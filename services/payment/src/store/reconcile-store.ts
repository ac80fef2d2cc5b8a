import type { Money } from '@sidecart/platform';
import type { Payment } from '../domain/payment.js';
import type { PaymentTx } from './client.js';
import { toPayment } from './payment-row.js';

/** A payment that waits to be compared, and since when. */
export interface Due {
  readonly payment: Payment;
  readonly since: Date;
}

/** Payments that have waited since before `until` to be compared, longest first. */
export async function findDue(tx: PaymentTx, until: Date, limit: number): Promise<readonly Due[]> {
  const rows = await tx.payment.findMany({ where: { reconcileFrom: { lte: until } }, orderBy: { reconcileFrom: 'asc' }, take: limit });
  return rows.map((row) => ({ payment: toPayment(row), since: row.reconcileFrom ?? until }));
}

/**
 * Notes that payments were compared: those to look at `again` wait from `now` on. Resolves to the ids of those that were as
 * they had been found; one that changed meanwhile waits for its own sake.
 */
export async function markCompared(
  tx: PaymentTx,
  compared: readonly { readonly id: string; readonly since: Date; readonly again: boolean }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const rows = compared.map(({ id, since, again }) => ({ id, since: since.toISOString(), again }));
  const marked = await tx.$queryRaw<{ id: string }[]>`
    update payments p set reconcile_from = case when c.again then ${now.toISOString()}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, since timestamptz, again boolean)
    where p.id = c.id and p.reconcile_from = c.since returning p.id`;
  return new Set(marked.map(({ id }) => id));
}

/** Up to when the provider's books were read; undefined before the first time. */
export async function readMark(tx: PaymentTx): Promise<Date | undefined> {
  return (await tx.reconciliationMark.findUnique({ where: { name: MARK } }))?.readUntil;
}

/** Notes up to when the provider's books were read. */
export async function saveMark(tx: PaymentTx, readUntil: Date): Promise<void> {
  await tx.reconciliationMark.upsert({ where: { name: MARK }, create: { name: MARK, readUntil }, update: { readUntil } });
}

const MARK = 'provider-books';

/** When the oldest payment was made; undefined while there is none. */
export async function firstPaymentAt(tx: PaymentTx): Promise<Date | undefined> {
  return (await tx.payment.findFirst({ orderBy: { id: 'asc' }, select: { createdAt: true } }))?.createdAt;
}

/** Our books in one currency. */
export interface Totals {
  readonly captured: Money;
  readonly refunded: Money;
}

/** What was captured and given back, by currency. */
export async function sumBooks(tx: PaymentTx): Promise<readonly Totals[]> {
  const rows = await tx.$queryRaw<{ currency: string; captured: bigint; refunded: bigint }[]>`
    select currency, sum(amount_minor)::bigint as captured, sum(refunded_minor)::bigint as refunded
    from payments where capture_id is not null group by currency order by currency`;
  return rows.map(({ currency, captured, refunded }) => ({
    captured: { minor: Number(captured), currency },
    refunded: { minor: Number(refunded), currency },
  }));
}

/** Payments whose outcome is not known yet. */
export const countPending = (tx: PaymentTx): Promise<number> => tx.payment.count({ where: { status: 'PENDING' } });

/** Payments that hold money though their key was barred before `until`. */
export async function findNotUndone(tx: PaymentTx, until: Date): Promise<readonly Payment[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select p.id from payments p join tombstones t on t.key = p.idempotency_key
    where p.status in ('PENDING', 'CAPTURED', 'PARTIALLY_REFUNDED') and t.created_at <= ${until.toISOString()}::timestamptz
    order by p.id limit 500`;
  const payments = await tx.payment.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
  return payments.map(toPayment);
}
