import type { Platform } from '@sidecart/platform';
import { decideExpiry } from '../domain/progress.js';
import type { Decision, Reservation } from '../domain/reservation.js';
import type { Shelf } from '../domain/stock.js';
import type { WarehouseMetrics } from '../metrics.js';
import type { WarehouseTx } from '../store/client.js';
import { lockOverdueHolds } from '../store/reservation-store.js';
import { lockShelf } from '../store/stock-store.js';
import { commitDecisions, type Decided } from './commit-decisions.js';

/** Frees the goods of holds that have run out. */
export interface ExpireHolds {
  /** Frees one batch; resolves to how many holds. */
  runOnce(): Promise<number>;
  /** One round of the background loop. Resolves to the milliseconds until the next. */
  round(): Promise<number>;
}

/** Milliseconds between two rounds, and the most holds freed in one transaction. */
export interface ExpirySettings {
  readonly pollMs: number;
  readonly batchSize: number;
}

/** Makes it; several replicas share the work, as each passes over the holds another one is at. */
export function createExpireHolds(platform: Platform<WarehouseTx>, metrics: WarehouseMetrics, { pollMs, batchSize }: ExpirySettings): ExpireHolds {
  const { database, clock, publisher, log } = platform;
  const runOnce = async (): Promise<number> => {
    const now = clock.now();
    const expired = await database.transaction(async (tx) => {
      const holds = await lockOverdueHolds(tx, now, batchSize);
      const shelf = await lockShelf(
        tx,
        holds.flatMap(({ items }) => items.map(({ sku }) => sku)),
      );
      await commitDecisions(publisher, tx, decideAll(holds, shelf, now), now);
      return holds;
    });
    metrics.expired(expired.length);
    for (const { orderId } of expired) log.info({ orderId }, 'hold expired');
    return expired.length;
  };
  return { runOnce, round: async () => ((await runOnce()) === batchSize ? 0 : pollMs) };
}

/** Each decision on the shelf the one before it left. */
function decideAll(holds: readonly Reservation[], before: Shelf, now: Date): Decided {
  let after = before;
  const decisions = holds.map((hold): Decision => {
    const decision = decideExpiry(hold, after, now);
    if (decision.type === 'change') after = decision.shelf;
    return decision;
  });
  return { decisions, before, after };
}
