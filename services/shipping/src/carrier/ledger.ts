import type { FailureReason } from '@sidecart/contracts';
import type { Label } from '../domain/shipment.js';
import type { LabelOutcome } from './carrier-adapter.js';

/** A label to be entered, or its refusal. */
export interface LedgerRequest {
  readonly key: string;
  /** Stands for the content, to tell the same request from another one under its key. */
  readonly requestHash: string;
  readonly refusal: FailureReason | undefined;
}

/** The simulated carrier's memory. It outlives every process and takes part in nobody's transaction. */
export interface Ledger {
  /** Counts one more request under `key`; resolves to their number, 1 on the first. */
  countRequest(key: string): Promise<number>;
  /** Enters a label; where its key is known already, resolves to what stands under it. Throws for another request under it. */
  create(request: LedgerRequest): Promise<LabelOutcome>;
  /** The label that is valid under `key`. */
  find(key: string): Promise<Label | undefined>;
  /** Makes the label under `key` void, if there is one, and bars it. */
  cancel(key: string): Promise<void>;
}
