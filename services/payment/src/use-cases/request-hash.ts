import { createHash } from 'node:crypto';
import type { Money } from '@sidecart/platform';
import type { OrderPath, PaymentReference } from '../domain/payment.js';

/**
 * SHA-256 of a request's meaning: equal for equal values, whatever order the JSON had. Kept instead of
 * the request, so that a key used again for another request is noticed and no card token is stored with it.
 */
export function requestHash(meaning: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}

/** What a capture means, whoever asks for it. */
export interface CaptureMeaning {
  readonly amount: Money;
  readonly cardToken: string;
  readonly reference: PaymentReference;
  readonly path: OrderPath;
}

/** The hash of a request to capture. */
export function captureHash({ amount, cardToken, reference, path }: CaptureMeaning): string {
  return requestHash([amount.minor, amount.currency, cardToken, reference.type, reference.id, path]);
}
