import type { IntentKind, Money } from '@sidecart/platform';
import type { RefundOutcome } from '../domain/payment.js';
import { settleRefund } from '../domain/refund.js';
import type { PaymentTx } from '../store/client.js';
import { lockExistingPayment, savePayment } from '../store/payment-store.js';
import { getRefund, saveRefund } from '../store/refund-store.js';
import type { IntentParts } from './parts.js';

/** The intent to give money back, stored with the refund's row. The refund's id is the provider's key. */
export interface RefundPayload {
  readonly paymentId: string;
  readonly refundId: string;
  readonly captureId: string;
  readonly amount: Money;
  /** Where an order was paid for: the flow of the call carries it. */
  readonly orderId?: string;
}

/** The name of refund intents. */
export const refundKind = 'refund-payment';

/** Gives part or all of a payment back, and goes on asking by the same key until the answer is definite. */
export function createRefundIntent(parts: IntentParts): IntentKind<RefundPayload, RefundOutcome, PaymentTx> {
  return {
    kind: refundKind,
    call({ payload }, { signal }) {
      const { paymentId, refundId, captureId, amount } = payload;
      const make = () => parts.provider.refund(refundId, captureId, amount, signal);
      return parts.calls.record({ paymentId, operation: 'refund', key: refundId }, make, (outcome) => outcome.type);
    },
    async settle(tx, intent, outcome) {
      const now = parts.clock.now();
      // The payment is locked first, as everywhere, so that settlements of one payment take turns.
      const before = await lockExistingPayment(tx, intent.payload.paymentId);
      const asked = await getRefund(tx, intent.payload.refundId);
      const { payment, refund, facts } = settleRefund(before, asked, outcome);
      if (refund === asked) return;
      await savePayment(tx, payment, now);
      await saveRefund(tx, refund, now);
      parts.metrics.refundEnded(tx, refund);
      const key = refund.origin.type === 'refund' ? refund.origin.key : payment.key;
      await parts.publishFacts(tx, { payment, facts, key, now });
    },
  };
}
