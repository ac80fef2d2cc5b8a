import type { PaymentTx } from './client.js';

/** Whether nothing may be captured under `key` any more. */
export async function isTombstoned(tx: PaymentTx, key: string): Promise<boolean> {
  return (await tx.tombstone.count({ where: { key } })) > 0;
}

/** Bars `key` for ever; the first reason given stays. */
export async function insertTombstone(tx: PaymentTx, key: string, reason: string, now: Date): Promise<void> {
  await tx.tombstone.createMany({ data: [{ key, reason, createdAt: now }], skipDuplicates: true });
}
