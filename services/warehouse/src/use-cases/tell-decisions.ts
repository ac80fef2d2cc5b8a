import type { HandlerContext, PlatformEvent } from '@sidecart/platform';
import { inventoryEvent, stockEvent } from '../inventory-events.js';
import type { Decision } from '../domain/reservation.js';
import type { StockLevel } from '../domain/stock.js';
import type { WarehouseTx } from '../store/client.js';

/** What was decided because of an event. */
export interface Caused {
  readonly event: PlatformEvent;
  readonly decision: Decision | undefined;
}

/**
 * Tells what decisions about a batch of events changed, each caused by its own event. A SKU is told once, as it stands
 * after all of them, caused by the last one it was about.
 */
export async function tellDecisions(caused: readonly Caused[], levels: readonly StockLevel[], context: HandlerContext<WarehouseTx>): Promise<void> {
  for (const { event, decision } of caused) {
    if (decision?.type !== 'change' || decision.fact === undefined) continue;
    await context.publish(inventoryEvent(decision.reservation, decision.fact, context.now), event);
  }
  for (const level of levels) {
    const last = caused.findLast(({ decision }) => decision?.type === 'change' && decision.reservation.items.some(({ sku }) => sku === level.sku));
    if (last !== undefined) await context.publish(stockEvent(level, context.now), last.event);
  }
}
