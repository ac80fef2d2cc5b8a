import type { Clock, Database } from '@sidecart/platform';
import type { BookEntry } from '../domain/reconcile.js';
import type { SimulatorCharge as ChargeRow } from '../generated/prisma/client.js';
import type { ProviderBooks } from '../provider/provider-books.js';
import { lockName, type PaymentTx } from './client.js';

const PAGE = 500;

/** What the simulator has on its books, as a real provider's reports would tell it. */
export function createSimulatorBooks(database: Database<PaymentTx>, clock: Clock): ProviderBooks {
  return {
    async lookUp(keys) {
      await ripenAll(database, clock.now());
      const where = { key: { in: [...keys] }, status: 'captured' };
      const rows = await database.transaction((tx) => tx.simulatorCharge.findMany({ where }));
      return new Map(rows.map((row) => [row.key, toEntry(row)]));
    },
    async *between(from, to) {
      await ripenAll(database, clock.now());
      let after: BookEntry | undefined;
      do {
        const page = await database.transaction((tx) => readPage(tx, from, to, after));
        after = page.length === PAGE ? page.at(-1) : undefined;
        if (page.length > 0) yield page;
      } while (after !== undefined);
    },
  };
}

async function readPage(tx: PaymentTx, from: Date, to: Date, after: BookEntry | undefined): Promise<readonly BookEntry[]> {
  const beyond = after && { OR: [{ createdAt: { gt: after.at } }, { createdAt: after.at, key: { gt: after.key } }] };
  const rows = await tx.simulatorCharge.findMany({
    where: { status: 'captured', createdAt: { gte: from, lt: to }, ...beyond },
    orderBy: [{ createdAt: 'asc' }, { key: 'asc' }],
    take: PAGE,
  });
  return rows.map(toEntry);
}

function toEntry({ key, captureId, amountMinor, currency, refundedMinor, createdAt }: ChargeRow): BookEntry {
  return { key, captureId, captured: { minor: Number(amountMinor), currency }, refundedMinor: Number(refundedMinor), at: createdAt };
}

/** Lets one transaction at a time decide about a key of the ledger. */
export const lockCharge = (tx: PaymentTx, key: string): Promise<void> => lockName(tx, `simulator:${key}`);

/**
 * Locks a key and makes the charge that was put off under it if it is due, unless the key was voided meanwhile. It ripens when
 * somebody looks: nobody can tell that from a charge made on time.
 */
export async function ripen(tx: PaymentTx, key: string, now: Date): Promise<void> {
  await lockCharge(tx, key);
  await tx.$executeRaw`
    with due as (
      delete from simulator_late_captures where key = ${key} and due_at <= ${now.toISOString()}::timestamptz returning *
    )
    insert into simulator_charges (key, capture_id, amount_minor, currency, card_token, status, created_at)
    select key, capture_id, amount_minor, currency, card_token, 'captured', due_at from due
    where not exists (select 1 from simulator_voids v where v.key = due.key)
    on conflict do nothing`;
}

async function ripenAll(database: Database<PaymentTx>, now: Date): Promise<void> {
  const due = await database.transaction((tx) => tx.simulatorLateCapture.findMany({ where: { dueAt: { lte: now } } }));
  for (const { key } of due) await database.transaction((tx) => ripen(tx, key, now));
}
