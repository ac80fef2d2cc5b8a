import type { OrderStatus } from '@sidecart/contracts';
import { isExpected, type Decision, type ExpectedVersion, type Order } from './order.js';

/**
 * Where an order can go from where it stands. No way leads back, so an event that comes late finds its
 * transition illegal. Once shipped nothing is undone: an order can only be completed then.
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
  readonly expected: ExpectedVersion;
  readonly now: Date;
}

/** The statuses an order in `status` can go to; none when it is final. */
export const allowedStatuses = (status: OrderStatus): readonly OrderStatus[] => transitions[status];

/** Decides about a change of status: only along the legal transitions, and only from the version it was meant for. */
export function decideStatusChange(order: Order, { to, expected, now }: ChangeStatus): Decision {
  if (!isExpected(order, expected)) return { type: 'refuse', refusal: { why: 'STALE' } };
  const allowed = allowedStatuses(order.status);
  if (!allowed.includes(to)) {
    return { type: 'refuse', refusal: { why: 'ILLEGAL_TRANSITION', from: order.status, to, allowed } };
  }
  return { type: 'apply', changed: { ...order, status: to, version: order.version + 1, updatedAt: now } };
}
