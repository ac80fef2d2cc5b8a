import type { Faults, HandlerContext, PlatformEvent } from '@sidecart/platform';
import { disturbReleases } from '../faults.js';
import type { Decision } from '../domain/reservation.js';
import type { WarehouseTx } from '../store/client.js';
import { releaseAll } from './release-all.js';
import { tellDecisions } from './tell-decisions.js';

/** An order that is dead, why, and the event that says so. */
export interface DeadOrder {
  readonly event: PlatformEvent;
  readonly orderId: string;
  readonly reason: string;
}

/** Frees what dead orders have set aside and bars them from reserving later, in the transaction of their events. */
export type UndoOrders = (orders: readonly DeadOrder[], context: HandlerContext<WarehouseTx>) => Promise<void>;

/** Makes it. Goods that have left stay so, which is only logged: nothing the warehouse could do brings them back. */
export function createUndoOrders(faults: Faults): UndoOrders {
  return async (orders, context) => {
    await disturbReleases(
      faults,
      orders.map(({ orderId }) => orderId),
    );
    const { decisions, levels } = await releaseAll(context.tx, orders, context.now);
    const caused = orders.map((order, index) => ({ ...order, decision: decisions[index] }));
    for (const { orderId, event, decision } of caused) context.causedBy(event, () => report(context, { orderId }, decision));
    await tellDecisions(caused, levels, context);
  };
}

function report({ log }: HandlerContext<WarehouseTx>, fields: object, decision: Decision | undefined): void {
  if (decision?.type === 'refuse' && decision.refusal.why === 'RESERVATION_SHIPPED') {
    log.warn(fields, 'the order is dead and its goods have left the warehouse: they stay shipped');
    return;
  }
  log.info(fields, decision?.type === 'change' ? 'reservation undone' : 'nothing was reserved, or it was undone already');
}
