import type { PaymentPaymentCompleted } from '@sidecart/contracts';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { factHandler } from './fact-handler.js';

/** A payment was captured: its order is paid. A capture at checkout has no order yet; its sale brings one. */
export const onPaymentCompleted = (applyFacts: ApplyFacts) =>
  factHandler<PaymentPaymentCompleted>(applyFacts, ({ orderId, paymentId, amount, last4, completedAt }) => {
    if (orderId === undefined) return undefined;
    const fact = { type: 'paid' as const, paymentId, total: amount, by: 'event' as const };
    return { orderId, fact, detail: { paymentId, amount, last4 }, at: completedAt };
  });
