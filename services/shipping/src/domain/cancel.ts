import type { FailureReason } from '@sidecart/contracts';
import type { Settled, Shipment } from './shipment.js';

/** How a question to the carrier to cancel ended, for certain: the key is barred, or it holds on to the label. */
export type CancelOutcome = { readonly type: 'cancelled' } | { readonly type: 'refused'; readonly reason: FailureReason };

/** What a cancellation finds: nothing is left to do, the carrier is being asked already, or is to be asked now. */
export type CancelDecision = { readonly type: 'done' | 'asked'; readonly shipment: Shipment } | { readonly type: 'ask'; readonly shipment: Shipment };

/**
 * Decides about cancelling a shipment. From this moment nothing is shipped under its order any more. What the carrier
 * definitely refused has nothing to cancel; a cancellation the carrier refused is put to it anew.
 */
export function decideCancel(shipment: Shipment, reason: string): CancelDecision {
  const { status, undo } = shipment;
  if (undo === undefined) {
    if (status === 'FAILED') return { type: 'done', shipment };
    return { type: 'ask', shipment: { ...shipment, undo: { state: 'ASKED', reason, round: 1, refusal: undefined } } };
  }
  if (undo.state === 'REFUSED') {
    return { type: 'ask', shipment: { ...shipment, undo: { ...undo, state: 'ASKED', round: undo.round + 1, refusal: undefined } } };
  }
  return { type: undo.state === 'DONE' ? 'done' : 'asked', shipment };
}

/**
 * Applies the carrier's answer to a cancellation. One that was told of is told as cancelled; one that was not ends without
 * a word. What was given up stays failed, as it was told.
 */
export function settleCancel(shipment: Shipment, outcome: CancelOutcome): Settled {
  const { status, undo } = shipment;
  if (undo?.state !== 'ASKED') return { shipment, facts: [] };
  if (outcome.type === 'refused') {
    return { shipment: { ...shipment, undo: { ...undo, state: 'REFUSED', refusal: outcome.reason } }, facts: [] };
  }
  const undone: Shipment = { ...shipment, undo: { ...undo, state: 'DONE' } };
  if (status === 'FAILED') return { shipment: undone, facts: [] };
  return { shipment: { ...undone, status: 'CANCELLED' }, facts: status === 'CREATED' ? [{ type: 'cancelled', reason: undo.reason }] : [] };
}
