import type { Platform } from '@sidecart/platform';
import { comparisonOf, compareRuns } from '../domain/shadow-comparison.js';
import type { OrdersMetrics } from '../metrics.js';
import type { OrdersTx } from '../store/client.js';
import { lockComparable, saveComparison } from '../store/shadow-store.js';

const BATCH = 200;

/** One round of comparing; resolves to the milliseconds until the next. */
export type CompareShadow = () => Promise<number>;

/** Compares each order that choreography has finished with its dry run, once. */
export function createCompareShadow(
  { database, clock, log }: Platform<OrdersTx>,
  metrics: Pick<OrdersMetrics, 'compared'>,
  pollMs: number,
): CompareShadow {
  return () =>
    database.transaction(async (tx) => {
      const pairs = await lockComparable(tx, BATCH);
      if (pairs.length === 0) return pollMs;
      const compared = pairs.map((pair) => ({ pair, differences: compareRuns(pair.acted, pair.dry) }));
      const found = compared.flatMap(({ pair, differences }) => differences.map((discrepancy) => ({ ...pair, discrepancy })));
      await saveComparison(tx, pairs.map(({ orderId }) => orderId), found, clock.now()); // prettier-ignore
      for (const { differences } of compared) metrics.compared(tx, comparisonOf(differences));
      for (const { orderId, discrepancy } of found) {
        if (!discrepancy.byDesign) log.warn({ orderId, kind: discrepancy.kind }, 'the workflow would have come to something else');
      }
      return pairs.length === BATCH ? 0 : pollMs;
    });
}
