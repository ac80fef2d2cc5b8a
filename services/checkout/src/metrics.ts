import { afterCommit, type Platform } from '@sidecart/platform';
import type { CheckoutTx } from './store/client.js';
import { readQueue } from './store/unacknowledged-store.js';

const outcomes = { captured: 'sold', declined: 'declined', voided: 'voided' } as const;

/** What checkout counts, once the caller's transaction has committed. */
export interface CheckoutMetrics {
  /** A try to pay a session has ended. */
  attemptEnded(tx: CheckoutTx, outcome: keyof typeof outcomes): void;
}

const MAX = 'Read from the database: every replica shows the same, so take max, not sum.';
const gauges = [
  { name: 'checkout_retry_queue', help: `Sales that were sent, are not acknowledged, and are due to be sent again. ${MAX}` },
  { name: 'checkout_unacknowledged', help: `Sales orders has not acknowledged. ${MAX}` },
  { name: 'checkout_oldest_unacknowledged_age_seconds', help: `Since when the oldest of them is sold; 0 where there is none. ${MAX}` },
] as const;

/** Declares checkout's metrics. */
export function createCheckoutMetrics({ metrics, database, clock }: Pick<Platform<CheckoutTx>, 'metrics' | 'database' | 'clock'>): CheckoutMetrics {
  const sales = metrics.counter({
    name: 'checkout_sales_total',
    help: 'Tries to pay a checkout session that ended: sold, declined by the card, or voided because nothing was certain in time.',
    labels: ['outcome'],
  });
  for (const outcome of Object.values(outcomes)) sales.inc({ outcome }, 0);
  metrics.readings('sales', gauges, async () => {
    const now = clock.now();
    const { due, unacknowledged, oldest } = await readQueue(database.sql, now);
    const age = oldest === null ? 0 : Math.max(0, now.getTime() - oldest.getTime()) / 1_000;
    return {
      checkout_retry_queue: [{ value: due }],
      checkout_unacknowledged: [{ value: unacknowledged }],
      checkout_oldest_unacknowledged_age_seconds: [{ value: age }],
    };
  });
  return { attemptEnded: (tx, outcome) => afterCommit(tx, () => sales.inc({ outcome: outcomes[outcome] })) };
}
