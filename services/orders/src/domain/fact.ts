import type { Money, OrderStatus } from '@sidecart/contracts';
import { isAhead } from './order-status.js';
import { complete, die, isDead, type DeadStatus, type Failure, type Order, type Outcome, type ProcessingPath } from './order.js';
import { learn, undo, type Undone } from './progress.js';

/**
 * Something that became known about an order. `by` says from whom: on the path of orchestration the workflow moves the
 * order, and what events tell of it is only noted.
 */
export type Fact =
  | { readonly type: 'claimed'; readonly path: ProcessingPath }
  | { readonly type: 'priced'; readonly total: Money }
  | { readonly type: 'flagged' }
  | { readonly type: 'paid'; readonly paymentId: string; readonly total: Money; readonly by: FactSource }
  | { readonly type: 'reserved'; readonly reservationId: string; readonly by: FactSource }
  | { readonly type: 'shipped'; readonly shipment: Shipment; readonly by: FactSource }
  | { readonly type: 'completed' }
  | { readonly type: 'dead'; readonly status: DeadStatus; readonly failure: Failure; readonly outcome?: Outcome; readonly by: FactSource }
  | ({ readonly type: 'undone' } & Undone)
  | { readonly type: 'noted' };

/** Who tells a fact: a service by its event, the order's own workflow, the sweeper, or somebody with the right to end it. */
export type FactSource = 'event' | 'workflow' | 'sweeper' | 'person';

/** A label that was made. */
export interface Shipment {
  readonly id: string;
  readonly carrier: string;
  readonly trackingNumber: string;
}

/** What the other services are to be told. */
export type Telling = 'created' | 'completed' | 'failed';

/** What a fact leads to: the order through each of its changes, a change that was refused, and what is to be told. */
export interface Reaction {
  /** The order afterwards; the same object when nothing is to be stored. */
  readonly order: Order;
  /** The order after each change, oldest first. */
  readonly changes: readonly Order[];
  readonly refused: { readonly to: OrderStatus; readonly why: 'STALE' | 'ORDER_DEAD' | 'CLAIMED' } | undefined;
  readonly tell: readonly Telling[];
}

const unchanged = (order: Order): Reaction => ({ order, changes: [], refused: undefined, tell: [] });

/** Decides what a fact means for an order. Facts may come twice, late and in any order. */
export function react(order: Order, fact: Fact, now: Date): Reaction {
  const reaction = reactionTo(order, fact, now);
  if (reaction.changes.length > 0 || showsSame(order, reaction.order)) return reaction;
  const changed = { ...reaction.order, version: order.version + 1, updatedAt: now };
  return { ...reaction, order: changed, changes: [changed] };
}

/** Whoever has seen a version has seen all that is shown of an order, so that changes with it, its status or not. */
const showsSame = (before: Order, after: Order): boolean =>
  before.path === after.path && before.total === after.total && before.outcome === after.outcome;

function reactionTo(order: Order, fact: Fact, now: Date): Reaction {
  switch (fact.type) {
    case 'claimed':
      return claim(order, fact.path);
    case 'priced':
      return unchanged(priced(order, fact.total));
    case 'flagged':
      return advance(order, order, { to: 'IN_REVIEW', by: 'workflow' }, now);
    case 'paid': {
      const { paymentId, total, by } = fact;
      const known = learn(order, { paymentId });
      if (isOnlyNoted(order, by)) return unchanged(known);
      return close(advance(order, priced(known, total), { to: 'PAID', by }, now), by, now);
    }
    case 'reserved': {
      const { reservationId, by } = fact;
      return advance(order, learn(order, { reservationId }), { to: 'RESERVED', by }, now);
    }
    case 'shipped':
      return ship(order, fact, now);
    case 'completed':
      return finish(order, now);
    case 'dead':
      return end(order, fact, now);
    case 'undone':
      return unchanged(undo(order, fact));
    case 'noted':
      return unchanged(order);
  }
}

/** The first to claim an order processes it; whoever comes second ends without effect. */
function claim(order: Order, path: ProcessingPath): Reaction {
  if (isDead(order.status)) return refuse(order, 'PENDING', 'ORDER_DEAD');
  if (order.path === path) return unchanged(order);
  if (order.path !== undefined || order.status !== 'PENDING') return refuse(order, 'PENDING', 'CLAIMED');
  return { ...unchanged({ ...order, path }), tell: path === 'choreography' ? ['created'] : [] };
}

const priced = (order: Order, total: Money): Order =>
  order.total?.minor === total.minor && order.total.currency === total.currency ? order : { ...order, total };

const isOnlyNoted = ({ path, status }: Order, by: FactSource): boolean => by === 'event' && path === 'orchestration' && !isDead(status);

interface Advance {
  readonly to: OrderStatus;
  readonly by: FactSource;
}

/** A step forward of an order as it is `known` now. For a dead one it is a success to be undone, unless that was known before. */
function advance(before: Order, known: Order, { to, by }: Advance, now: Date): Reaction {
  if (isDead(before.status)) return lateSuccess(known, to, known.progress !== before.progress);
  if (isOnlyNoted(before, by)) return unchanged(known);
  if (!isAhead(before.status, to)) return refuse(known, to, 'STALE');
  const changed = { ...known, status: to, fulfillment: fulfillmentAt(known, to), version: before.version + 1, updatedAt: now };
  return { order: changed, changes: [changed], refused: undefined, tell: [] };
}

/** What was done for a dead order without its knowledge is on record now, and everybody is told to undo it once more. */
function lateSuccess(order: Order, to: OrderStatus, isNews: boolean): Reaction {
  if (!isNews) return refuse(order, to, 'ORDER_DEAD');
  const outcome: Outcome | undefined = order.outcome === 'failed' ? 'compensated' : order.outcome;
  return { ...refuse({ ...order, outcome }, to, 'ORDER_DEAD'), tell: ['failed'] };
}

const fulfillmentAt = ({ fulfillment }: Order, to: OrderStatus): Order['fulfillment'] =>
  to === 'RESERVED' && fulfillment.status === 'UNFULFILLED' ? { ...fulfillment, status: 'RESERVED' } : fulfillment;

function ship(order: Order, { shipment, by }: Extract<Fact, { type: 'shipped' }>, now: Date): Reaction {
  const { id: shipmentId, carrier, trackingNumber } = shipment;
  const reaction = advance(order, learn(order, { shipmentId }), { to: 'SHIPPED', by }, now);
  const { shippedAt = now.toISOString() } = order.fulfillment;
  const labelled = { ...reaction.order, fulfillment: { status: 'SHIPPED' as const, carrier, trackingNumber, shippedAt } };
  if (reaction.changes.length > 0) return close({ ...reaction, order: labelled, changes: [labelled] }, by, now);
  // Marked as shipped by hand, it gets its label with its completion.
  return canClose(order, by) ? close({ ...reaction, order: labelled }, by, now) : reaction;
}

/** By events nothing is left to do once the goods are on their way and the price is known. */
const canClose = ({ status, path, total }: Order, by: FactSource): boolean =>
  by === 'event' && status === 'SHIPPED' && path !== 'orchestration' && total !== undefined;

/** Completes an order for which nothing is left to do; its shipment may have been told of before its payment. */
function close(reaction: Reaction, by: FactSource, now: Date): Reaction {
  const { order, changes } = reaction;
  if (!canClose(order, by)) return reaction;
  const completed = complete(order, now);
  return { order: completed, changes: [...changes, completed], refused: undefined, tell: ['completed'] };
}

/** The workflow's last step; made again, it changes nothing. */
function finish(order: Order, now: Date): Reaction {
  if (order.status === 'COMPLETED') return unchanged(order);
  if (order.status !== 'SHIPPED') return refuse(order, 'COMPLETED', isDead(order.status) ? 'ORDER_DEAD' : 'STALE');
  const completed = complete(order, now);
  return { order: completed, changes: [completed], refused: undefined, tell: ['completed'] };
}

/** An order dies once, and not after its goods have left. A running workflow ends its order itself. */
function end(order: Order, { status, failure, outcome, by }: Extract<Fact, { type: 'dead' }>, now: Date): Reaction {
  if (isDead(order.status)) return unchanged(order);
  if (isOnlyNoted(order, by)) return unchanged(order);
  if (order.status === 'SHIPPED' || order.status === 'COMPLETED') return refuse(order, status, 'STALE');
  const changed = die(order, status, failure, now, outcome);
  return { order: changed, changes: [changed], refused: undefined, tell: ['failed'] };
}

const refuse = (order: Order, to: OrderStatus, why: 'STALE' | 'ORDER_DEAD' | 'CLAIMED'): Reaction => ({
  ...unchanged(order),
  refused: { to, why },
});
