import type { Money } from '@sidecart/platform';
import type { FailureReason, RefundOutcome } from '../domain/payment.js';

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
export interface Ledger {
  /** Counts one more capture request under `key`; resolves to their number, 1 on the first. */
  countRequest(key: string): Promise<number>;
  find(key: string): Promise<LedgerCharge | 'voided' | undefined>;
  /** Enters a charge; where its key is known already, resolves to what stands under it. */
  capture(request: LedgerCapture): Promise<LedgerCharge | 'voided'>;
  refund(key: string, captureId: string, amount: Money): Promise<RefundOutcome>;
  /** Gives back what is left under `key` and bars it; resolves to what the first void gave back, minor units. */
  void(key: string): Promise<number>;
}
