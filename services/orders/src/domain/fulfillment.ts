import type { Fulfillment, FulfillmentStatus, OrderStatus } from '@sidecart/contracts';
import { isExpected, type Decision, type ExpectedVersion, type Order } from './order.js';

const transitions: Readonly<Record<FulfillmentStatus, readonly FulfillmentStatus[]>> = {
  UNFULFILLED: ['RESERVED', 'SHIPPED'],
  RESERVED: ['UNFULFILLED', 'SHIPPED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
};

/** Nothing is delivered for an order that died. */
const closed: ReadonlySet<OrderStatus> = new Set(['PAYMENT_FAILED', 'FAILED', 'CANCELLED']);
/** Goods can be held before the money is there; they leave only afterwards. */
const unpaid: ReadonlySet<OrderStatus> = new Set(['PENDING', 'IN_REVIEW']);
const leaving: ReadonlySet<FulfillmentStatus> = new Set(['SHIPPED', 'DELIVERED']);

/** What is newly known of an order's delivery; what is absent stays as it is. */
export interface ChangeFulfillment {
  readonly status?: FulfillmentStatus;
  readonly carrier?: string;
  readonly trackingNumber?: string;
  readonly expected: ExpectedVersion;
  readonly now: Date;
}

/** The statuses the goods of an order can go to from where they stand. */
function allowedFulfillment(order: Order): readonly FulfillmentStatus[] {
  const next = transitions[order.fulfillment.status];
  return unpaid.has(order.status) ? next.filter((status) => !leaving.has(status)) : next;
}

/** Decides about a change of fulfillment; carrier and tracking number can be corrected as long as the order lives. */
export function decideFulfillmentChange(order: Order, command: ChangeFulfillment): Decision {
  if (!isExpected(order, command.expected)) return { type: 'refuse', refusal: { why: 'STALE' } };
  if (closed.has(order.status)) return { type: 'refuse', refusal: { why: 'ORDER_CLOSED', status: order.status } };
  const from = order.fulfillment.status;
  const to = command.status ?? from;
  const allowed = allowedFulfillment(order);
  if (to !== from && !allowed.includes(to)) return { type: 'refuse', refusal: { why: 'ILLEGAL_TRANSITION', from, to, allowed } };
  const fulfillment = merge(order.fulfillment, command);
  if (isSame(fulfillment, order.fulfillment)) return { type: 'unchanged' };
  return { type: 'apply', changed: { ...order, fulfillment, version: order.version + 1, updatedAt: command.now } };
}

function merge(before: Fulfillment, { status, carrier, trackingNumber, now }: ChangeFulfillment): Fulfillment {
  return {
    ...before,
    ...(status === undefined ? {} : { status }),
    ...(carrier === undefined ? {} : { carrier }),
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
    ...(status === 'SHIPPED' && before.status !== 'SHIPPED' ? { shippedAt: now.toISOString() } : {}),
  };
}

function isSame(a: Fulfillment, b: Fulfillment): boolean {
  return a.status === b.status && a.carrier === b.carrier && a.trackingNumber === b.trackingNumber;
}
