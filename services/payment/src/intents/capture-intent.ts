import type { IntentKind, Money } from '@sidecart/platform';
import { settleCapture } from '../domain/capture.js';
import type { CaptureOutcome } from '../domain/payment.js';
import type { PaymentTx } from '../store/client.js';
import { lockExistingPayment, savePayment } from '../store/payment-store.js';
import type { IntentParts } from './parts.js';
import { findCapture, makeCapture } from './provider-calls.js';

/** The intent to take money, stored with the payment's row; its card token only until it is settled. */
export interface CapturePayload {
  readonly paymentId: string;
  readonly key: string;
  readonly amount: Money;
  readonly cardToken: string;
  /** Where an order is paid for: the flow of the call carries it. */
  readonly orderId?: string;
}

/** The name of capture intents. */
export const captureKind = 'capture-payment';

/** Takes the money of a payment, and goes on asking by the same key until the answer is definite. */
export function createCaptureIntent(parts: IntentParts): IntentKind<CapturePayload, CaptureOutcome, PaymentTx> {
  return {
    kind: captureKind,
    async call(intent, context) {
      // An earlier call may have taken the money and lost its answer: look before asking again.
      const known = intent.attempt > 1 ? await findCapture(parts, intent.payload, context) : undefined;
      return known ?? makeCapture(parts, intent.payload, context);
    },
    async settle(tx, intent, outcome) {
      const now = parts.clock.now();
      const before = await lockExistingPayment(tx, intent.payload.paymentId);
      const { payment, facts } = settleCapture(before, outcome, now);
      if (payment !== before) await savePayment(tx, payment, now);
      parts.metrics.paymentSaved(tx, before, payment);
      await parts.publishFacts(tx, { payment, facts, key: payment.key, now });
    },
    redact: ({ cardToken: _, ...kept }) => kept,
  };
}
