import type { FailureReason } from '@sidecart/contracts';
import type { CancelOutcome } from '../domain/cancel.js';
import type { Content } from '../domain/create.js';
import type { Label } from '../domain/shipment.js';

/** How the carrier answered for a label: made, refused for good, or its key was cancelled before. */
export type LabelOutcome =
  { readonly type: 'created'; readonly label: Label } | { readonly type: 'refused'; readonly reason: FailureReason } | { readonly type: 'barred' };

/**
 * The carrier. Every method resolves to a definite answer and throws when there is none (timeout, network, outage): the
 * caller then asks again under the same key, which is the order's id.
 */
export interface CarrierAdapter {
  /** Announces goods. The same key with the same content has one label and one answer; with other content it throws. */
  create(key: string, content: Content, signal: AbortSignal): Promise<LabelOutcome>;
  /** The label that is valid under `key`, if any. */
  find(key: string, signal: AbortSignal): Promise<Label | undefined>;
  /** Makes the label under `key` void, succeeds where there is none, and refuses every later one under it. */
  cancel(key: string, signal: AbortSignal): Promise<CancelOutcome>;
  /** Why it would not take the goods of an order; undefined when it would. Changes nothing. */
  check(key: string, content: Content, signal: AbortSignal): Promise<FailureReason | undefined>;
}
