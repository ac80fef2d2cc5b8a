import { Unavailable } from '@sidecart/platform';
import type Stripe from 'stripe';
import type { Card, CaptureOutcome } from '../domain/payment.js';
import type { BookEntry } from '../domain/reconcile.js';
import { declineOf } from './stripe-errors.js';

/** Everything that is asked for with a PaymentIntent. */
export const EXPANDED = ['latest_charge'];

/** What became of a PaymentIntent; undefined while it was never confirmed. Throws Unavailable while Stripe is at it. */
export function outcomeOf(intent: Stripe.PaymentIntent): CaptureOutcome | undefined {
  const { status, last_payment_error: error } = intent;
  if (status === 'succeeded') return { type: 'captured', captureId: intent.id, card: cardOf(intent), amount: receivedBy(intent) };
  if (status === 'canceled') return { type: 'voided' };
  if (status === 'requires_payment_method' && error) return { type: 'declined', reason: declineOf(error.decline_code ?? error.code, error.message) };
  if (status === 'requires_confirmation') return undefined;
  throw undecided(intent);
}

/** The outcome of a PaymentIntent that was confirmed. */
export function definiteOutcome(intent: Stripe.PaymentIntent): CaptureOutcome {
  const outcome = outcomeOf(intent);
  if (outcome === undefined) throw undecided(intent);
  return outcome;
}

/** Nobody knows yet what becomes of a PaymentIntent. */
export const undecided = ({ id, status }: Stripe.PaymentIntent): Unavailable =>
  new Unavailable('PROVIDER_UNDECIDED', `PaymentIntent ${id} is ${status}: its outcome is not known yet`);

/** A PaymentIntent in the books; undefined where it took nothing or is none of ours. */
export function entryOf(intent: Stripe.PaymentIntent): BookEntry | undefined {
  const key = intent.metadata['key'];
  if (intent.status !== 'succeeded' || key === undefined) return undefined;
  const refundedMinor = chargeOf(intent)?.amount_refunded ?? 0;
  return { key, captureId: intent.id, captured: receivedBy(intent), refundedMinor, at: new Date(intent.created * 1000) };
}

const receivedBy = ({ amount_received: minor, currency }: Stripe.PaymentIntent) => ({ minor, currency: currency.toUpperCase() });

function cardOf(intent: Stripe.PaymentIntent): Card {
  const card = chargeOf(intent)?.payment_method_details?.card;
  return { brand: card?.brand ?? 'unknown', last4: card?.last4 ?? '0000' };
}

/** Only an expanded charge can be read. */
function chargeOf({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | undefined {
  return charge === null || typeof charge === 'string' ? undefined : charge;
}
