import type { PaymentPaymentFailed } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** A payment was refused. What that means for its order is for orders to say. */
export const onPaymentFailed = factHandler<PaymentPaymentFailed>(({ paymentId, orderId, path, amount, reason, failedAt: at }) => ({
  money: { kind: 'declined', id: paymentId, paymentId, orderId, path, amount, at, code: reason.code },
}));
