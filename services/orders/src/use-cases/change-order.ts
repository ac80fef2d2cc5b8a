import { topics, type OrdersOrderStatusChanged } from '@sidecart/contracts';
import { NotFound, type Platform } from '@sidecart/platform';
import type { Decision, Order, Refusal } from '../domain/order.js';
import type { OrdersTx } from '../store/client.js';
import { findOrder, saveChange, saveRefusal, type ChangeNote } from '../store/order-store.js';
import { refusalError } from './refusal-error.js';

/** A change somebody asks for: which order, and what the domain says about it. */
export interface Change {
  readonly orderId: string;
  /** The status asked for; undefined where only the fulfillment is to change. */
  readonly status?: string;
  readonly reason: string | undefined;
  decide(order: Order, now: Date): Decision;
}

/** Changes an order; resolves to it as it stands afterwards. */
export type ChangeOrder = (change: Change) => Promise<Order>;

/**
 * Makes changes by compare-and-set on the version, with their event and their place in the history in one
 * transaction. A refusal is put on record too, and only then thrown: NotFound, PreconditionFailed, Conflict.
 */
export function createChangeOrder({ database, clock, publisher }: Platform<OrdersTx>): ChangeOrder {
  return async (change) => {
    const outcome = await database.transaction(async (tx) => {
      const note = { reason: change.reason, now: clock.now() };
      const order = await findOrder(tx, change.orderId);
      if (order === undefined) throw new NotFound('order', change.orderId);
      const decision = change.decide(order, note.now);
      if (decision.type === 'unchanged') return order;
      if (decision.type === 'refuse') return refuse(tx, order, decision.refusal, change, note);
      const { changed } = decision;
      if (!(await saveChange(tx, order, changed, note))) return refuse(tx, order, { why: 'STALE' }, change, note);
      await publisher.publish(tx, { topic: topics.ordersOrderStatusChanged, subject: change.orderId, data: statusChanged(order, changed, note) });
      return changed;
    });
    if ('why' in outcome) throw refusalError(outcome);
    return outcome;
  };
}

/** Returned, not thrown: a throw would roll its record back. */
async function refuse(tx: OrdersTx, order: Order, refusal: Refusal, change: Change, note: ChangeNote): Promise<Refusal> {
  await saveRefusal(tx, order, refusal, change.status ?? order.status, note);
  return refusal;
}

function statusChanged(before: Order, after: Order, { reason, now }: ChangeNote): OrdersOrderStatusChanged {
  return {
    orderId: after.sale.id,
    orderNumber: after.sale.orderNumber,
    version: after.version,
    from: before.status,
    to: after.status,
    ...(after.fulfillment === before.fulfillment ? {} : { fulfillment: after.fulfillment }),
    changedAt: now.toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
}
