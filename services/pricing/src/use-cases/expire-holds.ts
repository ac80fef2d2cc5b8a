import type { Platform } from '@sidecart/platform';
import type { PricingTx } from '../store/client.js';
import { codesWithLapsedHolds, freeLapsedHolds } from '../store/coupon-store.js';

/** Gives back the coupons of quotes nobody has paid in time. */
export interface ExpireHolds {
  /** One batch. Resolves to how many holds were given back. */
  runOnce(): Promise<number>;
  /** One round of the background loop. Resolves to the milliseconds until the next. */
  round(): Promise<number>;
}

const BATCH = 50;

/** Makes it; `everyMs` is the wait between two rounds. Each coupon has a transaction of its own, so that none waits for all. */
export function createExpireHolds({ database, clock, log }: Platform<PricingTx>, everyMs: number): ExpireHolds {
  const runBatch = async (): Promise<{ coupons: number; freed: number }> => {
    const now = clock.now();
    const codes = await database.transaction((tx) => codesWithLapsedHolds(tx, now, BATCH));
    let freed = 0;
    for (const code of codes) freed += (await database.transaction((tx) => freeLapsedHolds(tx, code, now))).freed;
    if (freed > 0) log.info({ freed, coupons: codes.length }, 'gave back coupons of quotes that have expired');
    return { coupons: codes.length, freed };
  };
  return {
    runOnce: async () => (await runBatch()).freed,
    round: async () => ((await runBatch()).coupons === BATCH ? 0 : everyMs),
  };
}
