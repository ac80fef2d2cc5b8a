import type { Money } from '@sidecart/platform';
import type { FailureReason, RefundOutcome } from '../domain/payment.js';
import type { ProviderBooks } from './provider-books.js';

/** A charge as the simulated provider remembers it; `decline` set: nothing was taken. */
export interface LedgerCharge {
  readonly captureId: string;
  readonly amount: Money;
  readonly cardToken: string;
  readonly decline: FailureReason | undefined;
}

/** A capture to be entered, or its refusal. */
export interface LedgerCapture {
  readonly key: string;
  readonly amount: Money;
  readonly cardToken: string;
  readonly decline: FailureReason | undefined;
}

/** The simulated provider's memory. It outlives every process and takes part in nobody's transaction. */
export interface Ledger extends ProviderBooks {
  /** Counts one more capture request under `key`; resolves to their number, 1 on the first. */
  countRequest(key: string): Promise<number>;
  find(key: string): Promise<LedgerCharge | 'voided' | undefined>;
  /** Enters a charge; where its key is known already, resolves to what stands under it. */
  capture(request: LedgerCapture): Promise<LedgerCharge | 'voided'>;
  /** Enters a charge that is made `afterMs` from now, unless its key is voided before. Whoever looks later finds it. */
  captureLater(request: LedgerCapture, afterMs: number): Promise<void>;
  refund(key: string, captureId: string, amount: Money): Promise<RefundOutcome>;
  /** Gives back what is left under `key` and bars it; resolves to what the first void gave back, minor units. */
  void(key: string): Promise<number>;
}
