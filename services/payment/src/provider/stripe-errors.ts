import { AppError, Unavailable } from '@sidecart/platform';
import Stripe from 'stripe';
import { reasonFrom } from '../domain/failure-reason.js';
import type { FailureReason } from '../domain/payment.js';

const { StripeError, StripeCardError, StripeInvalidRequestError, StripeIdempotencyError } = Stripe.errors;
const { StripeConnectionError, StripeAPIError, StripeRateLimitError } = Stripe.errors;

const DECLINED: FailureReason = { code: 'CARD_DECLINED', message: 'The card was declined.' };
/** What Stripe says of a request whose content it can never take: nothing was made. */
const CONTENT_CODES: ReadonlySet<string | undefined> = new Set(['amount_too_small', 'amount_too_large', 'currency_not_supported']);

/** Makes a call to Stripe and waits for it until `signal`; the call itself goes on. Its errors become ours. */
export async function callStripe<Answer>(signal: AbortSignal, call: () => Promise<Answer>): Promise<Answer> {
  signal.throwIfAborted();
  let end = (): void => undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      end = () => reject(new Unavailable('PROVIDER_TIMEOUT', 'Stripe did not answer in time'));
      signal.addEventListener('abort', end);
      call().then(resolve, reject);
    });
  } catch (error) {
    throw toOurError(error);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Stripe's refusal, as far as it is definite. It is thrown by `callStripe` for whoever knows what it means there. */
export class StripeRefusal extends AppError {
  constructor(
    readonly reason: FailureReason,
    readonly stripeCode: string | undefined,
  ) {
    super('STRIPE_REFUSED', `Stripe refused: ${reason.code}`);
  }
}

/**
 * What an error of Stripe's means. A refused card or request is definite; a lost connection, a timeout, a 5xx, a limit or a lock
 * (409, 429) leaves the outcome unknown; a key used with other parameters is our own mistake. The original stays behind: it
 * knows the request.
 */
function toOurError(error: unknown): unknown {
  if (!(error instanceof StripeError)) return error;
  const { code, requestId, statusCode } = error;
  const details = { code, requestId, statusCode };
  if (error instanceof StripeCardError) return new StripeRefusal(declineOf(error.decline_code || code, error.message), code);
  if (error instanceof StripeIdempotencyError) {
    return new AppError('PROVIDER_KEY_REUSED', 'Stripe knows this key with other parameters', { details });
  }
  if (error instanceof StripeConnectionError || error instanceof StripeAPIError || error instanceof StripeRateLimitError) {
    return new Unavailable('PROVIDER_UNAVAILABLE', `Stripe does not say what came of the call: ${error.type}`, { details });
  }
  if (error instanceof StripeInvalidRequestError) return new StripeRefusal(requestReason(error), code);
  return new AppError('PROVIDER_REFUSES_US', `Stripe does not take our requests: ${error.type}`, { details });
}

/** Why a card was refused, by Stripe's code and words. */
export function declineOf(code: string | null | undefined, message: string | null | undefined): FailureReason {
  return reasonFrom(code === 'generic_decline' ? 'card_declined' : code, message, DECLINED);
}

function requestReason({ code, param, message }: InstanceType<typeof StripeInvalidRequestError>): FailureReason {
  if (code === 'resource_missing' && param === 'payment_method') {
    return { code: 'UNKNOWN_CARD_TOKEN', message: 'The provider knows no such card token.' };
  }
  return reasonFrom(code, message, { code: 'REQUEST_REFUSED', message: 'The provider refused the request.' });
}

/** Whether a refusal is about what was to be paid, rather than about how we asked: only then is it the customer's. */
export const isAboutContent = ({ reason, stripeCode }: StripeRefusal): boolean =>
  reason.code === 'UNKNOWN_CARD_TOKEN' || CONTENT_CODES.has(stripeCode);
