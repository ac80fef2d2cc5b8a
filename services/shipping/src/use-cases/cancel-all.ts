import { decideCancel, type CancelDecision } from '../domain/cancel.js';
import type { OnRecord } from '../domain/shipment.js';
import type { ShippingTx } from '../store/client.js';
import { insertTombstones, lockRecords, saveShipments } from '../store/shipment-store.js';

/** A shipment to cancel, and why. */
export interface Cancellation {
  readonly orderId: string;
  readonly reason: string;
}

/**
 * Decides about cancelling the shipments of any number of orders in the caller's transaction, and stores that they are not
 * wanted any more; whoever calls enqueues the intents of those to `ask`. An order with nothing on record is barred from
 * ever shipping, and decided about as `barred`.
 */
export async function cancelAll(
  tx: ShippingTx,
  cancellations: readonly Cancellation[],
  now: Date,
): Promise<readonly (CancelDecision | { readonly type: 'barred' })[]> {
  await insertTombstones(tx, cancellations, now);
  const records = new Map<string, OnRecord>(
    await lockRecords(
      tx,
      cancellations.map(({ orderId }) => orderId),
    ),
  );
  const decisions = cancellations.map(({ orderId, reason }) => {
    const record = records.get(orderId);
    if (typeof record !== 'object') return { type: 'barred' } as const;
    const decision = decideCancel(record, reason);
    records.set(orderId, decision.shipment);
    return decision;
  });
  await saveShipments(
    tx,
    decisions.flatMap((decision) => (decision.type === 'ask' ? [decision.shipment] : [])),
    now,
  );
  return decisions;
}
