import { Conflict, Unprocessable, type AppError } from '@sidecart/platform';
import type { CreateRefusal } from '../domain/create.js';

/** A refusal of a shipment as an error. */
export function refusalError(refusal: CreateRefusal): AppError {
  switch (refusal.why) {
    case 'SHIPMENT_CANCELLED':
      return new Conflict(refusal.why, 'the shipment of this order was cancelled; there will be no other');
    case 'SHIPMENT_DIFFERS':
      return new Unprocessable(refusal.why, 'the shipment of this order is for other items or another address');
    case 'KEY_OF_ANOTHER_ORDER':
      return new Unprocessable('IDEMPOTENCY_KEY_REUSED', 'this idempotency key was used for another order');
    case 'FAILED':
      return new Conflict(refusal.reason.code, refusal.reason.message);
  }
}
