import type { Platform } from '@sidecart/platform';
import { decideShip, isEarly } from '../domain/progress.js';
import { stockEvent } from '../inventory-events.js';
import type { WarehouseTx } from '../store/client.js';
import { findRipeShipments, forgetShipments } from '../store/early-shipment-store.js';
import { changeAll } from './change-all.js';

/** Ships reservations whose shipment was told of before they were there or confirmed. */
export interface ShipRemembered {
  /** Takes one batch; resolves to how many shipments it was done with. */
  runOnce(): Promise<number>;
  /** One round of the background loop. Resolves to the milliseconds until the next. */
  round(): Promise<number>;
}

/**
 * Makes it. The handler remembers a shipment without regard to a reservation that is just being stored beside it; this
 * loop looks at both once they are committed, so it misses none.
 */
export function createShipRemembered(platform: Platform<WarehouseTx>, { pollMs, batchSize }: { pollMs: number; batchSize: number }): ShipRemembered {
  const { database, clock, publisher, log } = platform;
  const runOnce = (): Promise<number> =>
    database.transaction(async (tx) => {
      const now = clock.now();
      const orderIds = await findRipeShipments(tx, batchSize);
      const changes = orderIds.map((orderId) => ({ orderId, decide: decideShip }));
      const { decisions, levels } = await changeAll(tx, changes, now);
      const done = orderIds.filter((_orderId, index) => decisions[index] !== undefined && !isEarly(decisions[index]));
      await forgetShipments(tx, done);
      const told = levels.map((level) => stockEvent(level, now));
      await publisher.publishAll(tx, told);
      for (const [index, orderId] of orderIds.entries()) log.info({ orderId, decision: decisions[index]?.type }, 'remembered shipment looked at');
      return done.length;
    });
  return { runOnce, round: async () => ((await runOnce()) === batchSize ? 0 : pollMs) };
}
