import type { PaymentPaymentCompleted } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** Money came in. A payment at checkout names no order; its sale will be known by the payment. */
export const onPaymentCompleted = factHandler<PaymentPaymentCompleted>(({ paymentId, orderId, path, amount, completedAt: at }) => ({
  order: orderId === undefined ? undefined : { orderId, path, paidAt: at, paymentId },
  money: { kind: 'captured', id: paymentId, paymentId, orderId, path, amount, at },
}));
