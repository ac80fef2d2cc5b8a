import type { PaymentPaymentRefunded } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** Money went back, all of a payment or a part. */
export const onPaymentRefunded = factHandler<PaymentPaymentRefunded>(({ refundId, paymentId, orderId, path, amount, refundedAt: at }) => ({
  money: { kind: 'refunded', id: refundId, paymentId, orderId, path, amount, at },
}));
