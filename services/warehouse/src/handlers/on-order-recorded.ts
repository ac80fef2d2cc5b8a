import type { OrdersOrderRecorded } from '@sidecart/contracts';
import { PermanentError, type Handler, type HandlerContext, type NewId, type PlatformEvent } from '@sidecart/platform';
import { inventoryEvent, stockEvent } from '../inventory-events.js';
import type { Decision, Reservation } from '../domain/reservation.js';
import { planReservation } from '../domain/reserve.js';
import type { StockLevel } from '../domain/stock.js';
import type { WarehouseTx } from '../store/client.js';
import { reserveAll } from '../use-cases/reserve-all.js';

type Recorded = PlatformEvent<OrdersOrderRecorded>;

/**
 * A sale stands on record, so it is paid: its items are set aside for good, all of them or none. orders answers every
 * copy of a sale; the order's id makes all but the first change nothing. Other paths reserve when they are invoked.
 */
export function createOnOrderRecorded(newId: NewId): Handler<OrdersOrderRecorded, WarehouseTx> {
  const reserve = async (events: readonly Recorded[], context: HandlerContext<WarehouseTx>): Promise<void> => {
    const paid = events.filter(({ data }) => data.path === 'choreography');
    const planned = paid.map((event) => planOf(event, newId(), context.now));
    const { decisions, levels } = await reserveAll(context.tx, planned, context.now);
    for (const [index, event] of paid.entries()) await tell(event, decisions[index], context);
    for (const level of levels) await tellStock(level, paid, context);
  };
  return { handle: (event, context) => reserve([event], context), handleBatch: reserve };
}

function planOf({ data, correlationid }: Recorded, id: string, now: Date): Reservation {
  const { orderId, orderNumber, path, customerId, items } = data;
  const unknown = { shippingAddress: undefined, idempotencyKey: undefined };
  return planReservation({ id, orderId, orderNumber, path, customerId, items, correlationId: correlationid, ...unknown }, now);
}

async function tell(event: Recorded, decision: Decision | undefined, context: HandlerContext<WarehouseTx>): Promise<void> {
  const fields = { orderId: event.data.orderId, orderNumber: event.data.orderNumber, eventId: event.id };
  if (decision?.type === 'refuse' && decision.refusal.why === 'OTHER_ITEMS') {
    throw new PermanentError('RESERVATION_DIFFERS', 'the reservation of this order is for other items');
  }
  if (decision?.type !== 'change' || decision.fact === undefined) {
    context.log.info(fields, 'order decided about already; nothing changed');
    return;
  }
  await context.publish(inventoryEvent(decision.reservation, decision.fact, context.now), event);
  context.log.info(fields, decision.reservation.status === 'REJECTED' ? 'order rejected: out of stock' : 'order reserved');
}

/** Caused by the last order that asked for the SKU; it is told once, as it stands after all of them. */
async function tellStock(level: StockLevel, events: readonly Recorded[], context: HandlerContext<WarehouseTx>): Promise<void> {
  const cause = events.findLast(({ data }) => data.items.some(({ sku }) => sku === level.sku));
  if (cause !== undefined) await context.publish(stockEvent(level, context.now), cause);
}
