import type { IntentKind } from '@sidecart/platform';
import type { OrderPath, VoidOutcome } from '../domain/payment.js';
import { settleVoid } from '../domain/void.js';
import type { PaymentTx } from '../store/client.js';
import { lockExistingPayment, savePayment } from '../store/payment-store.js';
import { insertRefund } from '../store/refund-store.js';
import type { IntentParts } from './parts.js';

/** The intent to undo a capture, stored with the tombstone of its key. */
export interface VoidPayload {
  readonly paymentId: string;
  readonly key: string;
  readonly reason: string;
  /** The dead order, and its path, where an event told of it. */
  readonly orderId?: string;
  readonly path?: OrderPath;
}

/** The name of void intents. */
export const voidKind = 'void-payment';

/** Undoes a capture that happened or may have happened, and goes on asking until the provider confirms. */
export function createVoidIntent(parts: IntentParts): IntentKind<VoidPayload, VoidOutcome, PaymentTx> {
  return {
    kind: voidKind,
    call({ payload: { paymentId, key } }, { signal }) {
      const describe = ({ returnedMinor }: VoidOutcome) => (returnedMinor > 0 ? 'returned' : 'nothing held');
      return parts.calls.record({ paymentId, operation: 'void', key }, () => parts.provider.void(key, signal), describe);
    },
    async settle(tx, intent, outcome) {
      const now = parts.clock.now();
      const before = await lockExistingPayment(tx, intent.payload.paymentId);
      const { reason, path } = intent.payload;
      const { payment, refund, facts } = settleVoid(before, { outcome, reason, refundId: parts.newId() });
      if (payment === before) return;
      await savePayment(tx, payment, now);
      parts.metrics.paymentSaved(tx, before, payment);
      if (refund) {
        await insertRefund(tx, refund, now);
        parts.metrics.refundEnded(tx, refund);
      }
      await parts.publishFacts(tx, { payment, facts, key: payment.key, now, path });
    },
  };
}
