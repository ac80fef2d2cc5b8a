import type { Address, FailureReason, ItemQuantity } from '@sidecart/contracts';
import type { Label, OnRecord, Settled, Shipment } from './shipment.js';

/**
 * How a question to the carrier for a label ended, for certain. `barred`: it takes no label under this key any more.
 * `not wanted`: it was not asked, for the shipment was undone or decided meanwhile. `given up`: it stayed away too long.
 */
export type CreateOutcome =
  | { readonly type: 'created'; readonly label: Label }
  | { readonly type: 'refused'; readonly reason: FailureReason }
  | { readonly type: 'barred' | 'not wanted' | 'given up' };

/** Why a shipment that is asked for is refused. */
export type CreateRefusal =
  { readonly why: 'SHIPMENT_CANCELLED' | 'SHIPMENT_DIFFERS' | 'KEY_OF_ANOTHER_ORDER' } | { readonly why: 'FAILED'; readonly reason: FailureReason };

/** The answer to a shipment asked for under an order that has something on record. */
export type RepeatDecision = { readonly type: 'repeat'; readonly shipment: Shipment } | { readonly type: 'refuse'; readonly refusal: CreateRefusal };

const BARRED: FailureReason = { code: 'SHIPMENT_BARRED', message: 'The carrier takes no shipment for this order any more.' };
const GIVEN_UP: FailureReason = { code: 'CARRIER_UNAVAILABLE', message: 'The carrier could not be reached for too long.' };

/** Decides about a shipment that is asked for again: an order is decided about once, however late a copy comes. */
export function decideRepeat(record: OnRecord, planned: Shipment): RepeatDecision {
  if (record === 'BARRED') return { type: 'refuse', refusal: { why: 'SHIPMENT_CANCELLED' } };
  if (!sameContent(record, planned)) return { type: 'refuse', refusal: { why: 'SHIPMENT_DIFFERS' } };
  if (record.failure !== undefined) return { type: 'refuse', refusal: { why: 'FAILED', reason: record.failure } };
  if (record.undo !== undefined) return { type: 'refuse', refusal: { why: 'SHIPMENT_CANCELLED' } };
  return { type: 'repeat', shipment: record };
}

/**
 * Applies the outcome of asking for a label. Only a pending shipment that is still wanted changes: what comes after a
 * cancellation is for the cancellation to undo, and was never told. One that is given up is undone in the same breath, for
 * the carrier may have made a label, or may be about to.
 */
export function settleCreate(shipment: Shipment, outcome: CreateOutcome, now: Date): Settled {
  if (shipment.status !== 'PENDING' || shipment.undo !== undefined) return { shipment, facts: [] };
  switch (outcome.type) {
    case 'created':
      return { shipment: { ...shipment, status: 'CREATED', label: { ...outcome.label, at: now } }, facts: [{ type: 'created' }] };
    case 'refused':
      return fail(shipment, outcome.reason);
    case 'barred':
      return fail(shipment, BARRED);
    case 'given up':
      return fail({ ...shipment, undo: { state: 'ASKED', reason: GIVEN_UP.message, round: 1, refusal: undefined } }, GIVEN_UP);
    case 'not wanted':
      return { shipment, facts: [] };
  }
}

const fail = (shipment: Shipment, reason: FailureReason): Settled => ({
  shipment: { ...shipment, status: 'FAILED', failure: reason },
  facts: [{ type: 'failed', reason }],
});

/** Whether a carrier that does not answer has had its time; only choreography gives up by itself, a workflow cancels. */
export const isOverdue = ({ path, createdAt }: Shipment, now: Date, giveUpMs: number): boolean =>
  path === 'choreography' && now.getTime() - createdAt.getTime() >= giveUpMs;

/** True when two requests send the same to the same place, however the items are split and ordered. */
export function sameContent(one: Content, other: Content): boolean {
  return meaning(one) === meaning(other);
}

/** What is sent, and where to. */
export interface Content {
  readonly items: readonly ItemQuantity[];
  readonly shippingAddress: Address;
}

/** A text that stands for what is sent and where to: equal for equal content. */
export function meaning({ items, shippingAddress }: Content): string {
  const { name, line1, line2 = null, city, postalCode, country } = shippingAddress;
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of items) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  const sorted = [...pieces].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, line1, line2, city, postalCode, country, sorted]);
}
