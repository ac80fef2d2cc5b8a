import { Conflict, NotFound, type Platform } from '@sidecart/platform';
import type { Order } from '../domain/order.js';
import type { OrdersTx } from '../store/client.js';
import { findOrder, lockOrders } from '../store/order-store.js';
import type { ApplyFacts } from './apply-facts.js';

/** The kind of intent that raises an event to an order's workflow. */
export const RAISE_EVENT = 'raise-event';

/** An event for a running workflow. */
export interface RaisePayload {
  readonly orderId: string;
  readonly event: 'cancel' | 'review';
  readonly data: Readonly<Record<string, string>>;
}

/** What a customer asks. */
export interface CancelCommand {
  readonly orderId: string;
  readonly reason: string;
}

/** Cancels an order; resolves to it, and whether that is done or asked of its workflow. */
export type CancelOrder = (command: CancelCommand) => Promise<{ readonly order: Order; readonly asked: boolean }>;

/**
 * Cancels an order that is pending or in review. By events that is a change like any other, under the order's lock; a
 * running workflow is asked, and ends the order itself. Throws NotFound, Conflict TOO_LATE_TO_CANCEL.
 */
export function createCancelOrder(platform: Platform<OrdersTx>, applyFacts: ApplyFacts): CancelOrder {
  const { database, clock, intents } = platform;
  return ({ orderId, reason }) =>
    database.transaction(async (tx) => {
      const order = (await lockOrders(tx, [orderId])).get(orderId);
      if (order === undefined) throw new NotFound('order', orderId);
      if (order.status === 'CANCELLED') return { order, asked: false };
      if (order.status !== 'PENDING' && order.status !== 'IN_REVIEW') {
        throw new Conflict('TOO_LATE_TO_CANCEL', `the order is ${order.status}; only one that is pending or in review can be cancelled`, {
          details: { orderStatus: order.status },
        });
      }
      const line = { kind: 'decision' as const, name: 'cancel', detail: { reason }, at: clock.now() };
      if (order.path === 'orchestration') {
        const payload: RaisePayload = { orderId, event: 'cancel', data: { reason } };
        const { created } = await intents.enqueue(tx, { kind: RAISE_EVENT, key: `cancel:${orderId}`, payload });
        if (created) await applyFacts(tx, [{ orderId, fact: { type: 'noted' }, line }]);
        return { order, asked: true };
      }
      const failure = { code: 'CANCELLED_BY_CUSTOMER', message: reason };
      await applyFacts(tx, [{ orderId, fact: { type: 'dead', status: 'CANCELLED', failure, by: 'person' }, line, reason }]);
      return { order: (await findOrder(tx, orderId)) ?? order, asked: false };
    });
}
