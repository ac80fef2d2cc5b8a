import { PermanentError } from '@sidecart/platform';
import { inOtherCurrency, ledgerOf } from '../domain/points.js';
import type { LoyaltyTx } from '../store/client.js';
import { postEntries } from '../store/ledger-store.js';
import { findCompleted } from '../store/order-store.js';

/**
 * Brings the ledger of some orders, which the transaction has locked, up to what they and their refunds come to. An order
 * that is not completed has none yet. Throws PermanentError for a refund in a currency that was not charged.
 */
export async function postPoints(tx: LoyaltyTx, orderIds: readonly string[], now: Date): Promise<void> {
  if (orderIds.length === 0) return;
  const completed = await findCompleted(tx, orderIds);
  for (const { order, refunds } of completed) {
    const other = inOtherCurrency(order, refunds);
    if (other === undefined) continue;
    throw new PermanentError(
      'REFUND_IN_OTHER_CURRENCY',
      `refund ${other.refundId} is not in ${order.total.currency}, in which the order was charged`,
    );
  }
  await postEntries(
    tx,
    completed.flatMap(({ order, refunds }) => ledgerOf(order, refunds)),
    now,
  );
}
