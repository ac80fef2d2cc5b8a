import { Conflict, type Platform } from '@sidecart/platform';
import { decideConfirm, holdsCoupon, type Quote, type ReferenceState } from '../domain/quote.js';
import type { PricingTx } from '../store/client.js';
import { changeUses, lockCoupon } from '../store/coupon-store.js';
import { insertTombstone, lockReference, moveQuote, readReference } from '../store/quote-store.js';
import { referenceRefused } from './errors.js';
import { takeAgain } from './request-quote.js';

/** How a quote ends, and how it stands. */
export interface Settlements {
  /** Uses the quote's coupon for good. Throws NotFound, Conflict QUOTE_RELEASED or, when the coupon went to somebody else, QUOTE_EXPIRED. */
  confirm(referenceId: string): Promise<Quote>;
  /** Gives the coupon back, confirmed or not, and bars the reference for ever; also where there is no quote. */
  release(referenceId: string): Promise<void>;
  /** Throws NotFound. */
  show(referenceId: string): Promise<Quote>;
}

/** Makes the use cases of a quote's end; both ends are idempotent. */
export function createSettlements({ database, clock }: Platform<PricingTx>): Settlements {
  return {
    confirm: (referenceId) => database.transaction((tx) => confirm(tx, referenceId, clock.now())),
    release: (referenceId) => database.transaction((tx) => release(tx, referenceId, clock.now())),
    show: (referenceId) =>
      database.transaction(async (tx) => {
        const { quote } = await readReference(tx, referenceId);
        if (quote === undefined) throw referenceRefused('QUOTE_MISSING', referenceId);
        return quote;
      }),
  };
}

async function confirm(tx: PricingTx, referenceId: string, now: Date): Promise<Quote> {
  const decision = decideConfirm(await lockState(tx, referenceId, now), now);
  switch (decision.type) {
    case 'refuse':
      throw referenceRefused(decision.reason, referenceId);
    case 'repeat':
      return decision.quote;
    case 'retake':
      await retake(tx, decision.quote, now);
      return moveQuote(tx, decision.quote, { status: 'CONFIRMED', closedAt: now });
    case 'confirm':
      return moveQuote(tx, decision.quote, { status: 'CONFIRMED', closedAt: now });
  }
}

async function retake(tx: PricingTx, { couponCode, customerId }: Quote, now: Date): Promise<void> {
  const refusal = couponCode === null ? undefined : await takeAgain(tx, couponCode, customerId, now);
  if (refusal === undefined) return;
  throw new Conflict('QUOTE_EXPIRED', 'the quote has expired and its coupon is not to be had any more', { details: { reason: refusal } });
}

async function release(tx: PricingTx, referenceId: string, now: Date): Promise<void> {
  const { quote } = await lockState(tx, referenceId, now);
  await insertTombstone(tx, referenceId, now);
  if (quote === undefined || quote.status === 'RELEASED') return;
  if (quote.couponCode !== null && holdsCoupon(quote.status)) await changeUses(tx, quote.couponCode, -1);
  await moveQuote(tx, quote, { status: 'RELEASED', closedAt: now });
}

/** The state under both locks, always taken in this order: the reference's, then the coupon's, which others change the quote under. */
async function lockState(tx: PricingTx, referenceId: string, now: Date): Promise<ReferenceState> {
  await lockReference(tx, referenceId);
  const state = await readReference(tx, referenceId);
  const code = state.quote?.couponCode ?? null;
  if (code === null) return state;
  await lockCoupon(tx, code, now);
  return readReference(tx, referenceId);
}
