import { afterCommit, type Platform } from '@sidecart/platform';
import type { Payment, Refund } from './domain/payment.js';
import { findingKinds } from './domain/reconcile.js';
import type { PaymentTx } from './store/client.js';
import { countOpen } from './store/finding-store.js';

/** What payment counts. Each counts once the caller's transaction has committed, and never if it rolls back. */
export interface PaymentMetrics {
  /** A payment was stored as `after`; counted when that decided it. */
  paymentSaved(tx: PaymentTx, before: Payment, after: Payment): void;
  /** A refund has ended. */
  refundEnded(tx: PaymentTx, refund: Refund): void;
}

const decided = { CAPTURED: 'captured', DECLINED: 'declined', VOIDED: 'voided' } as const;
const ended = { SUCCEEDED: 'succeeded', REFUSED: 'refused' } as const;

const isDecided = (status: Payment['status']): status is keyof typeof decided => status in decided;
const isEnded = (status: Refund['status']): status is keyof typeof ended => status in ended;

/** Declares payment's metrics. */
export function createPaymentMetrics({ metrics, database }: Pick<Platform<PaymentTx>, 'metrics' | 'database'>): PaymentMetrics {
  const payments = metrics.counter({
    name: 'payments_total',
    help: 'Payments whose outcome became definite: captured (nothing to pay included), declined, or voided before anything was known to be taken.',
    labels: ['outcome'],
  });
  const refunds = metrics.counter({
    name: 'refunds_total',
    help: 'Refunds that ended, the giving back by a void included: succeeded, or refused by the provider.',
    labels: ['outcome'],
  });
  for (const outcome of Object.values(decided)) payments.inc({ outcome }, 0);
  for (const outcome of Object.values(ended)) refunds.inc({ outcome }, 0);
  const findings = {
    name: 'payment_reconciliation_findings',
    help: 'Open differences between the books of the provider and ours, by kind. Read from the database: every replica shows the same, so take max, not sum.',
    labels: ['kind'],
  } as const;
  metrics.reading(findings, async () => {
    const open = await countOpen(database.sql);
    return findingKinds.map((kind) => ({ labels: { kind }, value: open[kind] ?? 0 }));
  });
  return {
    paymentSaved(tx, before, { status }) {
      if (before.status === 'PENDING' && isDecided(status)) afterCommit(tx, () => payments.inc({ outcome: decided[status] }));
    },
    refundEnded(tx, { status }) {
      if (isEnded(status)) afterCommit(tx, () => refunds.inc({ outcome: ended[status] }));
    },
  };
}
