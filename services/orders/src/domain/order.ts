import type { Customer, Address, Fulfillment, ItemQuantity, Money, Order as Sale, OrdersOrderFailed, OrderStatus } from '@sidecart/contracts';

/** An order that was placed here, as it was placed. */
export interface PlacedOrder {
  readonly id: string;
  readonly orderNumber: string;
  readonly customer: Customer;
  readonly items: readonly ItemQuantity[];
  readonly shippingAddress: Address;
  readonly couponCode?: string;
  /** The most that may be charged. */
  readonly expectedTotal: Money;
  /** RFC 3339, UTC. */
  readonly placedAt: string;
}

/** Who processes an order. */
export type ProcessingPath = 'choreography' | 'orchestration';

/** What the rollout decided about an order when it was placed; `canary` and `orchestration` lead to the workflow. */
export type Route = 'choreography' | 'shadow' | 'canary' | 'orchestration';

/** What is known to have been done for an order, by the others' ids, and what of it was undone. */
export interface Progress {
  readonly paymentId?: string;
  readonly reservationId?: string;
  readonly shipmentId?: string;
  readonly refunded?: true;
  /** What was given back of the payment, minor units by the refund's id. */
  readonly refunds?: Readonly<Record<string, number>>;
  readonly released?: true;
  readonly shipmentCancelled?: true;
}

/** How an order ended. `compensated`: it failed after something had been done for it; `timed_out`: a step's budget was spent. */
export type Outcome = 'completed' | 'failed' | 'compensated' | 'timed_out';

/** Statuses of an order that is dead. */
export type DeadStatus = OrdersOrderFailed['status'];

/** Why an order is dead. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** The step it failed in, in the workflow's words, on either path. */
  readonly step?: string;
}

/** An order: what was sold or placed, which never changes, and where it stands now. */
export interface Order {
  readonly origin: 'checkout' | 'api';
  readonly content: Sale | PlacedOrder;
  /** Undefined until somebody has claimed it. */
  readonly path: ProcessingPath | undefined;
  readonly route: Route;
  readonly status: OrderStatus;
  readonly fulfillment: Fulfillment;
  /** Undefined until it is priced. */
  readonly total: Money | undefined;
  readonly progress: Progress;
  readonly outcome: Outcome | undefined;
  readonly failure: Failure | undefined;
  readonly finishedAt: Date | undefined;
  /** Kept until it is charged or dead. */
  readonly cardToken: string | undefined;
  /** Of the order's whole story; undefined where only its events know it. */
  readonly correlationId: string | undefined;
  /** Rises by one with each change of what is shown of the order. */
  readonly version: number;
  readonly recordedAt: Date;
  readonly updatedAt: Date;
}

/** Which version a change was meant for: one of those listed, or whatever there is. */
export type ExpectedVersion = readonly number[] | 'any';

/** Why a change is not made; it is put on record and never applied. */
export type Refusal =
  | { readonly why: 'STALE' }
  | { readonly why: 'ORDER_DEAD' }
  | { readonly why: 'ILLEGAL_TRANSITION'; readonly from: string; readonly to: string; readonly allowed: readonly string[] }
  | { readonly why: 'ORDER_CLOSED'; readonly status: OrderStatus }
  | { readonly why: 'WORKFLOW_RUNS' };

/** What is to be done about a change: `changed` is the whole order after it. */
export type Decision =
  { readonly type: 'apply'; readonly changed: Order } | { readonly type: 'unchanged' } | { readonly type: 'refuse'; readonly refusal: Refusal };

/** True when a change meant for `expected` is meant for the order as it stands. */
export function isExpected(order: Order, expected: ExpectedVersion): boolean {
  return expected === 'any' || expected.includes(order.version);
}

const dead: ReadonlySet<OrderStatus> = new Set<DeadStatus>(['PAYMENT_FAILED', 'FAILED', 'CANCELLED']);

/** True for an order for which nothing may be done any more, and everything done is to be undone. */
export const isDead = (status: OrderStatus): status is DeadStatus => dead.has(status);

/** True for an order that moves no more. */
export const isFinal = (status: OrderStatus): boolean => status === 'COMPLETED' || isDead(status);

/** Ends an order in a dead status. Where something had been done for it, ending it also undoes that. */
export function die(order: Order, status: DeadStatus, failure: Failure, now: Date, outcome?: Outcome): Order {
  const { paymentId, reservationId, shipmentId } = order.progress;
  const begun = paymentId !== undefined || reservationId !== undefined || shipmentId !== undefined;
  const { fulfillment } = order;
  return {
    ...order,
    status,
    failure,
    outcome: outcome ?? (begun ? 'compensated' : 'failed'),
    finishedAt: now,
    fulfillment: fulfillment.status === 'RESERVED' ? { ...fulfillment, status: 'UNFULFILLED' } : fulfillment,
    version: order.version + 1,
    updatedAt: now,
  };
}

/** Ends an order well. */
export const complete = (order: Order, now: Date): Order => ({
  ...order,
  status: 'COMPLETED',
  outcome: 'completed',
  finishedAt: now,
  version: order.version + 1,
  updatedAt: now,
});
