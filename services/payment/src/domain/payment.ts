import type { Money } from '@sidecart/platform';

/** Where a payment stands. PENDING: the provider's answer is not known yet. */
export type PaymentStatus = 'PENDING' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'REFUNDED' | 'PARTIALLY_REFUNDED';

/** How the order that is paid for is processed. */
export type OrderPath = 'checkout' | 'choreography' | 'orchestration';

/** What is paid for. */
export interface PaymentReference {
  readonly type: 'checkout_session' | 'order';
  readonly id: string;
}

/** What may be known of a card. */
export interface Card {
  readonly brand: string;
  readonly last4: string;
}

/** Why something was refused: `code` in capitals for machines, `message` one line for people. */
export interface FailureReason {
  readonly code: string;
  readonly message: string;
}

/** Money taken: the provider's id of it, the card, and when. */
export interface Capture {
  readonly id: string;
  readonly card: Card;
  readonly at: Date;
}

/** One authorize-and-capture under one idempotency key. */
export interface Payment {
  readonly id: string;
  readonly key: string;
  /** Stands for the whole request, to tell the same request from another one under its key. */
  readonly requestHash: string;
  readonly reference: PaymentReference;
  /** The order paid for; of a sale it is learned when its order fails. */
  readonly orderId: string | undefined;
  readonly path: OrderPath;
  /** What was taken; while PENDING the most that may be. */
  readonly amount: Money;
  readonly status: PaymentStatus;
  readonly capture: Capture | undefined;
  readonly decline: FailureReason | undefined;
  /** Asked back so far, pending refunds included; minor units. */
  readonly refundClaimedMinor: number;
  /** Given back for certain; minor units. */
  readonly refundedMinor: number;
  readonly createdAt: Date;
}

/** Money given back, or asked back, on one payment. */
export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly origin: RefundOrigin;
  readonly amount: Money;
  readonly reason: string;
  readonly status: 'PENDING' | 'SUCCEEDED' | 'REFUSED';
  readonly refusalReason: string | undefined;
}

/** What a refund comes from: a request under its own key, or the void of the whole payment. */
export type RefundOrigin = { readonly type: 'refund'; readonly key: string; readonly requestHash: string } | { readonly type: 'void' };

/** What a decision has to tell the other services. */
export type PaymentFact =
  | { readonly type: 'completed' }
  | { readonly type: 'failed'; readonly reason: FailureReason }
  | { readonly type: 'refunded'; readonly refundId: string; readonly amount: Money; readonly reason: string };

/** The provider's definite answer to a capture. `voided`: its key was voided before. */
export type CaptureOutcome =
  | { readonly type: 'captured'; readonly captureId: string; readonly card: Card; readonly amount: Money }
  | { readonly type: 'declined'; readonly reason: FailureReason }
  | { readonly type: 'voided' };

/** The provider's definite answer to a refund. */
export type RefundOutcome = { readonly type: 'refunded' } | { readonly type: 'refused'; readonly reason: string };

/** The provider's definite answer to a void: nothing is held under the key, nor ever will be. */
export interface VoidOutcome {
  /** What this void gave back, minor units; 0 when nothing was left or nothing had been taken. */
  readonly returnedMinor: number;
}
