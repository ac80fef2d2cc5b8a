import type { CallContext, Money } from '@sidecart/platform';
import type { CaptureOutcome } from '../domain/payment.js';
import type { IntentParts } from './parts.js';

/** The payment a call is recorded for, and the key it is made under. */
export interface Keyed {
  readonly paymentId: string;
  readonly key: string;
}

/** Asks the provider what became of an earlier capture, which may have taken the money and lost its answer. */
export function findCapture({ calls, provider }: IntentParts, { paymentId, key }: Keyed, { signal }: CallContext) {
  const describe = (outcome: CaptureOutcome | undefined) => outcome?.type ?? 'none';
  return calls.record({ paymentId, operation: 'find', key }, () => provider.find(key, signal), describe);
}

/** Asks the provider to take the money. */
export function makeCapture({ calls, provider }: IntentParts, capture: Keyed & { amount: Money; cardToken: string }, { signal }: CallContext) {
  const { paymentId, key, amount, cardToken } = capture;
  const make = () => provider.capture(key, amount, cardToken, signal);
  return calls.record({ paymentId, operation: 'capture', key }, make, (outcome) => outcome.type);
}
