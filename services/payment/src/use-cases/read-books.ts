import type { Money, Platform } from '@sidecart/platform';
import { compareBooks, type BookEntry, type Finding } from '../domain/reconcile.js';
import type { ProviderBooks } from '../provider/provider-books.js';
import type { PaymentTx } from '../store/client.js';
import { countOpen, listFindings, type StoredFinding } from '../store/finding-store.js';
import { findPaymentsByKey } from '../store/payment-store.js';
import { countPending, findNotUndone, sumBooks } from '../store/reconcile-store.js';
import { tombstonedAmong } from '../store/tombstone-store.js';

/** What can be said of the books at this moment. */
export interface BooksReport {
  /** Captures of the provider that no captured payment stands for. */
  readonly orphans: number;
  /** Payments whose outcome is not known yet. */
  readonly pending: number;
  /** By currency. */
  readonly captured: readonly Money[];
  readonly refunded: readonly Money[];
  readonly problems: readonly Finding[];
}

/** Reads the books for an operator. */
export interface ReadBooks {
  /** Compares everything the provider captured in the last `hours`, at rest or not. */
  report(hours: number, signal: AbortSignal): Promise<BooksReport>;
  findings(query: { all: boolean; after: string | undefined; limit: number }): Promise<{ found: readonly StoredFinding[]; open: object }>;
}

const HOUR_MS = 3_600_000;
/** The provider's clock may be ahead of ours. */
const AHEAD_MS = 600_000;

/** Makes it; `ageMs` is how long an undoing may take before it counts as a problem. */
export function createReadBooks({ database, clock }: Platform<PaymentTx>, books: ProviderBooks, ageMs: number): ReadBooks {
  return {
    async report(hours, signal) {
      const now = clock.now().getTime();
      const old = new Date(now - ageMs);
      const problems = new Map<string, Finding>();
      for await (const page of books.between(new Date(now - hours * HOUR_MS), new Date(now + AHEAD_MS), signal)) {
        const suspects = (await compare(database, page, old)).map(({ key }) => key);
        // Both books are never read at one moment: what looks wrong is looked at once more.
        const again = suspects.length === 0 ? [] : [...(await books.lookUp(suspects, signal)).values()];
        for (const finding of await compare(database, again, old)) problems.set(finding.key, finding);
      }
      for (const finding of await stuck(database, old)) problems.set(finding.key, finding);
      const found = [...problems.values()];
      return { ...(await totals(database)), orphans: found.filter(({ kind }) => kind === 'ORPHAN_CAPTURE').length, problems: found };
    },
    findings: (query) => database.transaction(async (tx) => ({ found: await listFindings(tx, query), open: await countOpen(tx) })),
  };
}

/** What is under way, undecided or being given back, is nobody's fault yet, unless its key was barred before `old`. */
async function compare(database: Platform<PaymentTx>['database'], entries: readonly BookEntry[], old: Date): Promise<readonly Finding[]> {
  const keys = entries.map(({ key }) => key);
  if (keys.length === 0) return [];
  return database.transaction(async (tx) => {
    const payments = await findPaymentsByKey(tx, keys);
    const barred = await tombstonedAmong(tx, keys);
    return entries.flatMap((entry) => {
      const { key } = entry;
      const payment = payments.get(key);
      const barredAt = barred.get(key);
      const isResting = payment?.status !== 'PENDING' && payment?.refundClaimedMinor === payment?.refundedMinor;
      const settled = barredAt === undefined ? isResting : barredAt <= old;
      return compareBooks({ key, payment, entry, tombstoned: barredAt !== undefined, settled }) ?? [];
    });
  });
}

function totals(database: Platform<PaymentTx>['database']) {
  return database.transaction(async (tx) => {
    const sums = await sumBooks(tx);
    const [captured, refunded] = [sums.map((sum) => sum.captured), sums.map((sum) => sum.refunded)];
    return { pending: await countPending(tx), captured, refunded };
  });
}

/** Money of dead orders that should have gone back by now. */
async function stuck(database: Platform<PaymentTx>['database'], until: Date): Promise<readonly Finding[]> {
  const payments = await database.transaction((tx) => findNotUndone(tx, until));
  return payments.map(({ id, key, orderId, amount, capture, refundedMinor }) => ({
    ...{ kind: 'NOT_UNDONE', key, paymentId: id, orderId, heldByProvider: undefined, currency: amount.currency },
    heldByUs: capture ? amount.minor - refundedMinor : 0,
  }));
}
