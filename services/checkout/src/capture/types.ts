import type { FailureReason } from '@sidecart/contracts';
import type { Money } from '@sidecart/platform';
import type { CapturedPayment } from '../domain/order.js';

/** The kind of the intent to take a session's money. */
export const CAPTURE_KIND = 'checkout.capture';

/** What is asked of payment; everything in it is part of the request, so it is the same on every repetition. */
export interface CaptureRequest {
  readonly providerKey: string;
  readonly sessionId: string;
  readonly amount: Money;
  readonly cardToken: string;
}

/** What the intent keeps: the whole request, so that a recovery repeats it word for word; its card token only until it is settled. */
export interface CapturePayload extends CaptureRequest {
  readonly attempt: number;
}

/** What became of the money, for certain. */
export type CaptureOutcome =
  | ({ readonly type: 'captured' } & CapturedPayment)
  | { readonly type: 'declined'; readonly reason: FailureReason }
  | { readonly type: 'voided'; readonly reason: FailureReason };
