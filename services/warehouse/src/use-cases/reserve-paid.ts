import { PermanentError, type Faults, type HandlerContext, type NewId, type PlatformEvent } from '@sidecart/platform';
import { declinedOrders } from '../faults.js';
import type { Decision } from '../domain/reservation.js';
import { planReservation, type Wanted } from '../domain/reserve.js';
import type { WarehouseTx } from '../store/client.js';
import { reserveAll } from './reserve-all.js';
import { tellDecisions } from './tell-decisions.js';

/** An order that is paid, and the event that says so. */
export interface PaidOrder {
  readonly event: PlatformEvent;
  readonly wanted: Omit<Wanted, 'id' | 'path' | 'idempotencyKey' | 'correlationId'>;
}

/** Sets the items of paid orders aside for good, in the transaction of their events. */
export type ReservePaid = (orders: readonly PaidOrder[], context: HandlerContext<WarehouseTx>) => Promise<void>;

/**
 * Makes it: all of an order's items or none, told as reserved or rejected. The order's id makes all but the first copy
 * change nothing. Throws PermanentError RESERVATION_DIFFERS where the order reserved other items before.
 */
export function createReservePaid(newId: NewId, faults: Faults): ReservePaid {
  return async (orders, context) => {
    const declined = await declinedOrders(
      faults,
      orders.map(({ wanted }) => wanted.orderId),
    );
    const planned = orders.map(({ event: { correlationid }, wanted }) =>
      planReservation({ ...wanted, id: newId(), path: 'choreography', correlationId: correlationid, idempotencyKey: undefined }, context.now),
    );
    const { decisions, levels } = await reserveAll(context.tx, planned, context.now, declined);
    const caused = orders.map((order, index) => ({ ...order, decision: decisions[index] }));
    for (const { event, wanted, decision } of caused) {
      const { orderId, orderNumber } = wanted;
      if (decision !== undefined) context.causedBy(event, () => context.log.info({ orderId, orderNumber }, saying(decision)));
    }
    await tellDecisions(caused, levels, context);
  };
}

function saying(decision: Decision): string {
  if (decision.type === 'refuse' && decision.refusal.why === 'OTHER_ITEMS') {
    throw new PermanentError('RESERVATION_DIFFERS', 'the reservation of this order is for other items');
  }
  if (decision.type !== 'change') return 'order decided about already; nothing changed';
  return decision.reservation.status === 'REJECTED' ? 'order rejected: out of stock' : 'order reserved';
}
