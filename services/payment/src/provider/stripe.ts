import { AppError, type Money } from '@sidecart/platform';
import type Stripe from 'stripe';
import type { CaptureOutcome } from '../domain/payment.js';
import type { IntentBook } from './intent-book.js';
import type { ProviderAdapter } from './provider-adapter.js';
import { definiteOutcome, EXPANDED, outcomeOf, undecided } from './stripe-answers.js';
import { createStripeBooks } from './stripe-books.js';
import { callStripe, isAboutContent, StripeRefusal } from './stripe-errors.js';
import { giveBackRest, refundOnce } from './stripe-refunds.js';

/** What the adapter stands on. */
interface Parts {
  readonly stripe: Stripe;
  readonly book: IntentBook;
}

interface Capture {
  readonly key: string;
  readonly amount: Money;
  readonly cardToken: string;
}

const UNEXPECTED_STATE = 'payment_intent_unexpected_state';

/**
 * Stripe as payment's provider; card tokens are ids of payment methods. A PaymentIntent is made, remembered under its key and
 * only then confirmed: it is charged once, whatever is repeated and however late.
 */
export function createStripeProvider(stripe: Stripe, book: IntentBook): ProviderAdapter {
  const parts: Parts = { stripe, book };
  return {
    capture: (key, amount, cardToken, signal) => capture(parts, { key, amount, cardToken }, signal),
    async find(key, signal) {
      const known = await book.find(key);
      if (known?.barred) return { type: 'voided' };
      return known?.intentId === undefined ? undefined : outcomeOf(await retrieve(stripe, known.intentId, signal));
    },
    refund: (key, intentId, amount, signal) => refundOnce(stripe, { key, intentId, amount }, signal),
    async void(key, signal) {
      const { intentId } = await book.bar(key);
      return { returnedMinor: intentId === undefined ? 0 : await undo(parts, key, intentId, signal) };
    },
    // Stripe says nothing of a card beforehand.
    check: () => Promise.resolve(undefined),
    books: createStripeBooks(stripe, book),
  };
}

const retrieve = (stripe: Stripe, id: string, signal: AbortSignal): Promise<Stripe.PaymentIntent> =>
  callStripe(signal, () => stripe.paymentIntents.retrieve(id, { expand: EXPANDED }));

async function capture(parts: Parts, request: Capture, signal: AbortSignal): Promise<CaptureOutcome> {
  const known = await parts.book.find(request.key);
  if (known?.barred) return { type: 'voided' };
  if (known?.intentId !== undefined) return resume(parts, request, known.intentId, signal);
  try {
    const { id } = await create(parts, request, signal);
    const remembered = await parts.book.remember(request.key, id);
    if (remembered.barred) return { type: 'voided' };
    // Somebody else was faster with another one, which only happens a day later: this one is never confirmed.
    if (remembered.intentId !== undefined && remembered.intentId !== id) return await resume(parts, request, remembered.intentId, signal);
    return await confirm(parts, id, signal);
  } catch (error) {
    if (error instanceof StripeRefusal && isAboutContent(error)) return { type: 'declined', reason: error.reason };
    throw error;
  }
}

function create({ stripe }: Parts, { key, amount, cardToken }: Capture, signal: AbortSignal): Promise<Stripe.PaymentIntent> {
  const intent: Stripe.PaymentIntentCreateParams = {
    amount: amount.minor,
    currency: amount.currency.toLowerCase(),
    payment_method: cardToken,
    allowed_payment_method_types: ['card'],
    capture_method: 'automatic',
    metadata: { key },
  };
  return callStripe(signal, () => stripe.paymentIntents.create(intent, { idempotencyKey: key }));
}

/** An earlier call has come at least as far as to make the PaymentIntent. */
async function resume(parts: Parts, { amount }: Capture, intentId: string, signal: AbortSignal): Promise<CaptureOutcome> {
  const intent = await retrieve(parts.stripe, intentId, signal);
  if (intent.amount !== amount.minor || intent.currency !== amount.currency.toLowerCase()) {
    throw new AppError('PROVIDER_KEY_REUSED', 'Stripe knows this key with other parameters');
  }
  return outcomeOf(intent) ?? confirm(parts, intentId, signal);
}

/** No idempotency key: a PaymentIntent is charged once by its own state, and a failure Stripe has saved would be told for a day. */
async function confirm({ stripe }: Parts, intentId: string, signal: AbortSignal): Promise<CaptureOutcome> {
  try {
    const params = { error_on_requires_action: true, expand: EXPANDED };
    return definiteOutcome(await callStripe(signal, () => stripe.paymentIntents.confirm(intentId, params)));
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error;
    if (error.stripeCode === UNEXPECTED_STATE) return definiteOutcome(await retrieve(stripe, intentId, signal));
    const after = await retrieve(stripe, intentId, signal);
    return outcomeOf(after) ?? Promise.reject(error);
  }
}

/** Cancels what was not charged and gives back what was; resolves to what went back, minor units. */
async function undo({ stripe }: Parts, key: string, intentId: string, signal: AbortSignal): Promise<number> {
  const before = await retrieve(stripe, intentId, signal);
  if (before.status === 'canceled') return 0;
  if (before.status === 'succeeded') return giveBackRest(stripe, key, before, signal);
  try {
    await callStripe(signal, () => stripe.paymentIntents.cancel(intentId));
    return 0;
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error;
    const after = await retrieve(stripe, intentId, signal);
    if (after.status === 'canceled') return 0;
    if (after.status === 'succeeded') return giveBackRest(stripe, key, after, signal);
    throw undecided(after);
  }
}
