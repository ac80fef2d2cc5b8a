import type { Platform } from '@sidecart/platform';
import { stockEvent } from '../inventory-events.js';
import type { WarehouseTx } from '../store/client.js';
import { takeUntold } from '../store/stock-store.js';

/** One batch of stock that came in by the seed is told; resolves to the milliseconds until the next look. */
export type AnnounceStock = () => Promise<number>;

const BATCH = 100;
const EVERY_MS = 60_000;

/** Makes it: consumers know the stock from its events alone. */
export function createAnnounceStock({ database, publisher, clock }: Platform<WarehouseTx>): AnnounceStock {
  return () =>
    database.transaction(async (tx) => {
      const levels = await takeUntold(tx, BATCH);
      await publisher.publishAll(tx, levels.map((level) => stockEvent(level, clock.now()))); // prettier-ignore
      return levels.length === BATCH ? 0 : EVERY_MS;
    });
}
