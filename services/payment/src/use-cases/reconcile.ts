import type { Platform } from '@sidecart/platform';
import { compareBooks, type BookEntry, type Finding } from '../domain/reconcile.js';
import type { ProviderBooks } from '../provider/provider-books.js';
import type { PaymentTx } from '../store/client.js';
import { saveFindings } from '../store/finding-store.js';
import { findPaymentsByKey } from '../store/payment-store.js';
import { findDue, firstPaymentAt, markCompared, readMark, saveMark } from '../store/reconcile-store.js';
import { tombstonedAmong } from '../store/tombstone-store.js';

/** When and how much is compared. Milliseconds. */
export interface ReconcileSettings {
  /** What changed less than this ago is left in peace. */
  readonly ageMs: number;
  /** The wait between two rounds where nothing is left to do. */
  readonly everyMs: number;
  /** Payments a round. */
  readonly batchSize: number;
}

/** Holds our books against the provider's. */
export interface Reconcile {
  /** One round: payments that changed, then the provider's books since the last time. Resolves to the milliseconds until the next. */
  round(signal: AbortSignal): Promise<number>;
}

/** How far behind the last mark the provider's books are read again, for its clock is not ours. */
const OVERLAP_MS = 600_000;
/** The longest stretch of the provider's books read in one round. */
const STRETCH_MS = 6 * 3_600_000;

/** Makes the reconciliation of every payment and every capture; each is compared once it has come to rest, and again after each change. */
export function createReconcile(platform: Platform<PaymentTx>, books: ProviderBooks, settings: ReconcileSettings): Reconcile {
  return {
    async round(signal) {
      const until = new Date(platform.clock.now().getTime() - settings.ageMs);
      const isFull = await compareDue(platform, books, { until, limit: settings.batchSize, signal });
      const isBehind = await readBooks(platform, books, until, signal);
      return isFull || isBehind ? 0 : settings.everyMs;
    },
  };
}

interface DueRound {
  readonly until: Date;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Ours against theirs. Resolves to whether more is due. */
async function compareDue(platform: Platform<PaymentTx>, books: ProviderBooks, { until, limit, signal }: DueRound): Promise<boolean> {
  const due = await platform.database.transaction((tx) => findDue(tx, until, limit));
  if (due.length === 0) return false;
  const keys = due.map(({ payment }) => payment.key);
  const entries = await books.lookUp(keys, signal);
  await platform.database.transaction(async (tx) => {
    const barred = await tombstonedAmong(tx, keys);
    const compared = due.map(({ payment, since }) => {
      const { id, key, status } = payment;
      const finding = compareBooks({ key, payment, entry: entries.get(key), tombstoned: barred.has(key), settled: true });
      return { id, key, since, finding, again: status === 'PENDING' || finding !== undefined };
    });
    const unchanged = await markCompared(tx, compared, platform.clock.now());
    const sure = compared.filter(({ id }) => unchanged.has(id));
    await note(
      platform,
      tx,
      sure.map(({ key }) => key),
      sure.flatMap(({ finding }) => finding ?? []),
    );
  });
  return due.length === limit;
}

/** Theirs against ours: captures that no payment of ours stands for. Resolves to whether more is left to read. */
async function readBooks(platform: Platform<PaymentTx>, books: ProviderBooks, until: Date, signal: AbortSignal): Promise<boolean> {
  const mark = await platform.database.transaction(async (tx) => (await readMark(tx)) ?? (await firstPaymentAt(tx)));
  if (mark === undefined || mark >= until) return false;
  const end = new Date(Math.min(until.getTime(), mark.getTime() + STRETCH_MS));
  for await (const page of books.between(new Date(mark.getTime() - OVERLAP_MS), end, signal)) await comparePage(platform, page);
  await platform.database.transaction((tx) => saveMark(tx, end));
  return end < until;
}

async function comparePage(platform: Platform<PaymentTx>, page: readonly BookEntry[]): Promise<void> {
  const keys = page.map(({ key }) => key);
  await platform.database.transaction(async (tx) => {
    const payments = await findPaymentsByKey(tx, keys);
    const unknown = page.filter(({ key }) => !payments.has(key));
    const findings = unknown.flatMap((entry) => compareBooks({ key: entry.key, payment: undefined, entry, tombstoned: false, settled: true }) ?? []);
    await note(
      platform,
      tx,
      unknown.map(({ key }) => key),
      findings,
    );
  });
}

async function note({ clock, newId, log }: Platform<PaymentTx>, tx: PaymentTx, keys: readonly string[], findings: readonly Finding[]): Promise<void> {
  const fresh = await saveFindings(tx, { keys, findings, now: clock.now(), newId });
  for (const finding of fresh) log.error({ finding }, 'the books of the provider and ours do not agree');
}
