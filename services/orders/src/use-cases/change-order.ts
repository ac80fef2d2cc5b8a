import { NotFound, type NewEvent, type Platform } from '@sidecart/platform';
import { isDead, type Decision, type Order, type Refusal } from '../domain/order.js';
import { replan, type Allowances } from '../domain/sweep.js';
import type { OrdersMetrics } from '../metrics.js';
import { orderEvent, statusChangedEvent } from '../order-events.js';
import type { OrdersTx } from '../store/client.js';
import { lockOrders, saveChange, saveRefusal, type ChangeNote } from '../store/order-store.js';
import { countEnds } from './count-ends.js';
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
 * Makes changes by compare-and-set on the version, with their events and their place in the history in one
 * transaction. The order is locked before it is read: what becomes known of it without a new version must not be
 * overwritten. A refusal is put on record too, and only then thrown: NotFound, PreconditionFailed, Conflict.
 */
export function createChangeOrder(
  { database, clock, publisher }: Platform<OrdersTx>,
  metrics: Pick<OrdersMetrics, 'ended'>,
  allowances: Allowances,
): ChangeOrder {
  return async (change) => {
    const outcome = await database.transaction(async (tx) => {
      const note = { reason: change.reason, now: clock.now() };
      const order = (await lockOrders(tx, [change.orderId])).get(change.orderId);
      if (order === undefined) throw new NotFound('order', change.orderId);
      const decision = change.decide(order, note.now);
      if (decision.type === 'unchanged') return order;
      if (decision.type === 'refuse') return refuse(tx, order, decision.refusal, change, note);
      const { changed } = decision;
      const look = replan(order, changed, allowances);
      await saveChange(tx, order, { order: changed, look: typeof look === 'number' ? new Date(note.now.getTime() + look) : look }, note);
      await countEnds(metrics, tx, [{ before: order, after: changed }]);
      await publisher.publishAll(tx, eventsOf(order, changed, note));
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

/** An order ended by hand is told of like any other, so that what was done for it is undone. */
function eventsOf(before: Order, after: Order, { reason }: ChangeNote): readonly NewEvent[] {
  const events = [statusChangedEvent(before, after, reason)];
  if (after.status !== before.status && isDead(after.status)) events.push(orderEvent(after, 'failed'));
  if (after.status !== before.status && after.status === 'COMPLETED') events.push(orderEvent(after, 'completed'));
  const { correlationId } = after;
  return correlationId === undefined ? events : events.map((event) => ({ ...event, correlationId }));
}
