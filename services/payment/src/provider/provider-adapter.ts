import type { Money } from '@sidecart/platform';
import type { CaptureOutcome, FailureReason, RefundOutcome, VoidOutcome } from '../domain/payment.js';
import type { ProviderBooks } from './provider-books.js';

/**
 * The payment provider. Every method resolves to a definite answer and throws when there is none
 * (timeout, network, outage): the caller then asks again under the same key. The same key with the
 * same parameters has one effect and one answer; with other parameters it throws.
 */
export interface ProviderAdapter {
  /** Authorises and captures `amount` on the card behind `cardToken`. */
  capture(key: string, amount: Money, cardToken: string, signal: AbortSignal): Promise<CaptureOutcome>;
  /** What became of the capture under `key`; undefined when the provider knows of none. */
  find(key: string, signal: AbortSignal): Promise<CaptureOutcome | undefined>;
  /** Gives part or all of a capture back. */
  refund(key: string, captureId: string, amount: Money, signal: AbortSignal): Promise<RefundOutcome>;
  /** Gives back whatever is held under the capture key `key`, and refuses every later capture under it. */
  void(key: string, signal: AbortSignal): Promise<VoidOutcome>;
  /** Why a capture would be refused for certain, as far as that can be told without making one. */
  check(amount: Money, cardToken: string, signal: AbortSignal): Promise<FailureReason | undefined>;
  readonly books: ProviderBooks;
}
