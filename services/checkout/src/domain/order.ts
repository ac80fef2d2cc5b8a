import type { Order } from '@sidecart/contracts';
import type { CheckoutSession, PaymentAttempt } from './session.js';

/** Money taken, as payment reported it. */
export interface CapturedPayment {
  readonly paymentId: string;
  /** Last four digits of the card, where payment knows them. */
  readonly last4?: string;
}

/** The order a paid session becomes, under the id and number reserved with the attempt. */
export function buildOrder(session: CheckoutSession, attempt: PaymentAttempt, payment: CapturedPayment, placedAt: Date): Order {
  const { last4 } = payment;
  return {
    id: attempt.orderId,
    orderNumber: attempt.orderNumber,
    checkoutSessionId: session.id,
    customer: session.customer,
    items: [...session.items],
    subtotal: session.subtotal,
    discounts: session.discounts,
    tax: session.tax,
    total: session.total,
    currency: session.total.currency,
    shippingAddress: session.shippingAddress,
    payment: { id: payment.paymentId, method: 'card', ...(last4 === undefined ? {} : { last4 }) },
    placedAt: placedAt.toISOString(),
  };
}
