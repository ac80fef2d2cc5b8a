import type { OrderStatus } from '@sidecart/contracts';
import { complete, die, isDead, isExpected, type Decision, type ExpectedVersion, type Order } from './order.js';

/**
 * Where an order can go from where it stands, one step at a time. No way leads back, so an event that comes late finds
 * its transition illegal. Once shipped nothing is undone: an order can only be completed then.
 */
const transitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['PAID', 'PAYMENT_FAILED', 'IN_REVIEW', 'FAILED', 'CANCELLED'],
  IN_REVIEW: ['PAID', 'PAYMENT_FAILED', 'FAILED', 'CANCELLED'],
  PAID: ['RESERVED', 'FAILED', 'CANCELLED'],
  RESERVED: ['SHIPPED', 'FAILED', 'CANCELLED'],
  SHIPPED: ['COMPLETED'],
  PAYMENT_FAILED: [],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
};

/** Every status an order can have. */
export const allStatuses = Object.keys(transitions) as readonly OrderStatus[];

/** A wish to bring an order to another status. */
export interface ChangeStatus {
  readonly to: OrderStatus;
  readonly reason: string | undefined;
  readonly expected: ExpectedVersion;
  readonly now: Date;
}

/** The statuses an order in `status` can go to; none when it is final. */
export const allowedStatuses = (status: OrderStatus): readonly OrderStatus[] => transitions[status];

/** What an order passes on its way to the end. */
const forward: readonly OrderStatus[] = ['PENDING', 'IN_REVIEW', 'PAID', 'RESERVED', 'SHIPPED', 'COMPLETED'];

/** True when an order in `from` has `to` still before it; a step that is told of before an earlier one implies that one. */
export const isAhead = (from: OrderStatus, to: OrderStatus): boolean => !isDead(from) && forward.indexOf(to) > forward.indexOf(from);

/**
 * Decides about a change of status by hand: only along the legal transitions, only from the version it was meant for,
 * and not under the hands of a running workflow.
 */
export function decideStatusChange(order: Order, { to, reason, expected, now }: ChangeStatus): Decision {
  if (!isExpected(order, expected)) return { type: 'refuse', refusal: { why: 'STALE' } };
  const allowed = allowedStatuses(order.status);
  if (!allowed.includes(to)) return { type: 'refuse', refusal: { why: 'ILLEGAL_TRANSITION', from: order.status, to, allowed } };
  if (order.path === 'orchestration') return { type: 'refuse', refusal: { why: 'WORKFLOW_RUNS' } };
  return { type: 'apply', changed: changeTo(order, to, reason, now) };
}

function changeTo(order: Order, to: OrderStatus, reason: string | undefined, now: Date): Order {
  if (isDead(to)) return die(order, to, { code: 'BY_OPERATOR', message: reason ?? 'An operator ended the order.' }, now);
  const taken = takenOver(order);
  if (to === 'COMPLETED') return complete(taken, now);
  return { ...taken, status: to, version: order.version + 1, updatedAt: now };
}

/**
 * Who moves an order on by hand takes it from the workflow, if that has not begun, and vouches for what was agreed where
 * nobody made a price: without a path nothing would bring it to its end, without a price nobody could be told of that.
 */
function takenOver(order: Order): Order {
  const { path = 'choreography' as const, content } = order;
  const total = order.total ?? ('expectedTotal' in content ? content.expectedTotal : content.total);
  return { ...order, path, total };
}
