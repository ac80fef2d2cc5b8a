import { Conflict, Unprocessable } from '@sidecart/platform';

/** A key that stands for another request already (HTTP 422). */
export const keyReused = (): Unprocessable => new Unprocessable('IDEMPOTENCY_KEY_REUSED', 'this idempotency key was used for another request');

/** A key that was voided: nothing is captured or refunded under it any more (HTTP 409). */
export const paymentVoided = (): Conflict => new Conflict('PAYMENT_VOIDED', 'the payment under this key was voided');
