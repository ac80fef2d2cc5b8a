import type { PaymentTx } from './client.js';

/** A key nothing may be captured under any more, and why. */
export interface Tombstone {
  readonly key: string;
  readonly reason: string;
}

/** Whether nothing may be captured under `key` any more. */
export async function isTombstoned(tx: PaymentTx, key: string): Promise<boolean> {
  return (await tx.tombstone.count({ where: { key } })) > 0;
}

/** Which of some keys are barred, and since when. */
export async function tombstonedAmong(tx: PaymentTx, keys: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx.tombstone.findMany({ where: { key: { in: [...keys] } }, select: { key: true, createdAt: true } });
  return new Map(rows.map(({ key, createdAt }) => [key, createdAt]));
}

/** Bars keys for ever; the first reason given stays. */
export async function insertTombstones(tx: PaymentTx, tombstones: readonly Tombstone[], now: Date): Promise<void> {
  const data = tombstones.map(({ key, reason }) => ({ key, reason, createdAt: now })).sort((a, b) => (a.key < b.key ? -1 : 1));
  await tx.tombstone.createMany({ data, skipDuplicates: true });
}
