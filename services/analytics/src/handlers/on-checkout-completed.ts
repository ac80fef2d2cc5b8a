import type { CheckoutOrderCompleted } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** A sale was made at checkout. It was captured before it was made, so it is paid from its first moment. */
export const onCheckoutCompleted = factHandler<CheckoutOrderCompleted>(({ order: { id: orderId, placedAt, items, total, payment } }) => ({
  order: { orderId, path: 'checkout', placedAt, paidAt: placedAt, items, total, paymentId: payment.id, status: 'PAID' },
}));
