import { topics } from '@sidecart/contracts';
import type { Platform } from '@sidecart/platform';
import type { PricingTx } from '../store/client.js';
import { takeUnannounced } from '../store/price-store.js';
import { priceUpdated } from './change-price.js';

/** Publishes prices that came in by the seed: consumers know the price list from its events alone. */
export interface AnnouncePrices {
  /** One batch. Resolves to how many were published. */
  runOnce(): Promise<number>;
  /** One round of the background loop. Resolves to the milliseconds until the next. */
  round(): Promise<number>;
}

const BATCH = 100;
const EVERY_MS = 60_000;

/** Makes it. */
export function createAnnouncePrices({ database, publisher }: Platform<PricingTx>): AnnouncePrices {
  const runOnce = (): Promise<number> =>
    database.transaction(async (tx) => {
      const prices = await takeUnannounced(tx, BATCH);
      const events = prices.map((price) => ({ topic: topics.pricingPriceUpdated, subject: price.sku, data: priceUpdated(price) }));
      if (events.length > 0) await publisher.publishAll(tx, events);
      return prices.length;
    });
  return { runOnce, round: async () => ((await runOnce()) === BATCH ? 0 : EVERY_MS) };
}
