import type { CallContext, Intent, IntentKind, Money } from '@sidecart/platform';
import { settleCapture } from '../domain/capture.js';
import type { CaptureOutcome } from '../domain/payment.js';
import type { PaymentTx } from '../store/client.js';
import { lockExistingPayment, savePayment } from '../store/payment-store.js';
import type { IntentParts } from './parts.js';

/** The intent to take money, stored with the payment's row; its card token only until it is settled. */
export interface CapturePayload {
  readonly paymentId: string;
  readonly key: string;
  readonly amount: Money;
  readonly cardToken: string;
}

/** The name of capture intents. */
export const captureKind = 'capture-payment';

/** Takes the money of a payment, and goes on asking by the same key until the answer is definite. */
export function createCaptureIntent(parts: IntentParts): IntentKind<CapturePayload, CaptureOutcome, PaymentTx> {
  return {
    kind: captureKind,
    async call(intent, context) {
      // An earlier call may have taken the money and lost its answer: look before asking again.
      const known = intent.attempt > 1 ? await find(parts, intent, context) : undefined;
      return known ?? capture(parts, intent, context);
    },
    async settle(tx, intent, outcome) {
      const now = parts.clock.now();
      const before = await lockExistingPayment(tx, intent.payload.paymentId);
      const { payment, facts } = settleCapture(before, outcome, now);
      if (payment !== before) await savePayment(tx, payment, now);
      await parts.publishFacts(tx, { payment, facts, key: payment.key, now });
    },
    redact: ({ paymentId, key, amount }) => ({ paymentId, key, amount }),
  };
}

function find({ calls, provider }: IntentParts, { payload }: Intent<CapturePayload>, context: CallContext) {
  const { paymentId, key } = payload;
  const describe = (outcome: CaptureOutcome | undefined) => outcome?.type ?? 'none';
  return calls.record({ paymentId, operation: 'find', key }, () => provider.find(key, context.signal), describe);
}

function capture({ calls, provider }: IntentParts, { payload }: Intent<CapturePayload>, context: CallContext) {
  const { paymentId, key, amount, cardToken } = payload;
  const make = () => provider.capture(key, amount, cardToken, context.signal);
  return calls.record({ paymentId, operation: 'capture', key }, make, (outcome) => outcome.type);
}
