import type { FailureReason, Money } from '@sidecart/contracts';
import { defineActivity } from '@sidecart/platform/workflow';

/** What every activity is told. The order itself is read from the database: no card and no e-mail stands in a workflow's history. */
export interface OrderInput {
  readonly orderId: string;
}

/** A risk as fraud scores it. */
export interface Risk {
  readonly decision: 'approve' | 'review' | 'reject';
  readonly score: number;
  readonly reasons: readonly FailureReason[];
}

/** How an order ends when it does not complete. */
export interface Ending extends OrderInput {
  readonly status: 'PAYMENT_FAILED' | 'FAILED' | 'CANCELLED';
  readonly failure: { readonly code: string; readonly message: string; readonly step?: string };
  readonly outcome: 'failed' | 'compensated' | 'timed_out';
}

/** How a review ended. */
export type ReviewEnd = 'approve' | 'reject' | 'expired' | 'cancelled';

/** What the workflows ask for, by its permanent name. */
export const activities = {
  ValidateOrder: defineActivity<OrderInput>('ValidateOrder'),
  CalculatePricing: defineActivity<OrderInput, { readonly total: Money }>('CalculatePricing'),
  RunFraudCheck: defineActivity<OrderInput, Risk>('RunFraudCheck'),
  ReserveInventory: defineActivity<OrderInput, { readonly reservationId: string }>('ReserveInventory'),
  ConfirmInventory: defineActivity<OrderInput>('ConfirmInventory'),
  ProcessPayment: defineActivity<OrderInput, { readonly paymentId: string }>('ProcessPayment'),
  CreateShipment: defineActivity<OrderInput, { readonly trackingNumber: string }>('CreateShipment'),
  FinalizeOrder: defineActivity<OrderInput>('FinalizeOrder'),
  RequestReview: defineActivity<OrderInput & { readonly risk: Risk }, { readonly waitMs: number }>('RequestReview'),
  CloseReview: defineActivity<OrderInput & { readonly as: 'expired' | 'cancelled' }, { readonly decision: ReviewEnd }>('CloseReview'),
  BeginUndo: defineActivity<OrderInput & { readonly steps: readonly CompensationStep[] }, { readonly begun: boolean }>('BeginUndo'),
  FailOrder: defineActivity<Ending>('FailOrder'),
  ReleaseInventoryReservation: defineActivity<OrderInput>('ReleaseInventoryReservation'),
  RefundPayment: defineActivity<OrderInput>('RefundPayment'),
  CancelShipment: defineActivity<OrderInput>('CancelShipment'),
  ParkCompensation: defineActivity<OrderInput & { readonly step: CompensationStep; readonly error: string }>('ParkCompensation'),
  CheckStep: defineActivity<OrderInput & { readonly step: string }, { readonly total?: Money; readonly review?: boolean }>('CheckStep'),
  RecordShadow: defineActivity<OrderInput & { readonly result: ShadowOutcome }>('RecordShadow'),
} as const;

/** Asks a running workflow to stop: the customer, or the sweeper, whose code it then has. */
export interface StopRequest {
  readonly reason: string;
  readonly code?: string;
}

/** What is undone for an order. */
export type CompensationStep = 'ReleaseInventoryReservation' | 'RefundPayment' | 'CancelShipment';

/** The steps of processing an order, as the saga runs them. */
export type SagaStep =
  'ValidateOrder' | 'CalculatePricing' | 'RunFraudCheck' | 'ReserveInventory' | 'ConfirmInventory' | 'ProcessPayment' | 'CreateShipment';

/** What the workflow would have done with an order. */
export interface ShadowOutcome {
  readonly outcome: 'completed' | 'failed' | 'review' | 'timed_out';
  readonly step?: string;
  readonly code?: string;
  readonly total?: Money;
}
