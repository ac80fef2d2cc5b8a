import type { Fulfillment, Order as Sale, OrderPath, OrderStatus } from '@sidecart/contracts';

/** An order: the sale as it was made, which never changes, and where it stands now. */
export interface Order {
  readonly sale: Sale;
  readonly path: OrderPath;
  readonly status: OrderStatus;
  readonly fulfillment: Fulfillment;
  /** Rises by one with each change. */
  readonly version: number;
  readonly recordedAt: Date;
  readonly updatedAt: Date;
}

/** Which version a change was meant for: one of those listed, or whatever there is. */
export type ExpectedVersion = readonly number[] | 'any';

/** Why a change is not made; it is put on record and never applied. */
export type Refusal =
  | { readonly why: 'STALE' }
  | { readonly why: 'ILLEGAL_TRANSITION'; readonly from: string; readonly to: string; readonly allowed: readonly string[] }
  | { readonly why: 'ORDER_CLOSED'; readonly status: OrderStatus };

/** What is to be done about a change: `changed` is the whole order after it. */
export type Decision =
  { readonly type: 'apply'; readonly changed: Order } | { readonly type: 'unchanged' } | { readonly type: 'refuse'; readonly refusal: Refusal };

/** True when a change meant for `expected` is meant for the order as it stands. */
export function isExpected(order: Order, expected: ExpectedVersion): boolean {
  return expected === 'any' || expected.includes(order.version);
}
