import type { PaymentPaymentFailed } from '@sidecart/contracts';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { factHandler } from './fact-handler.js';
import { stepOfRefusal } from '../domain/failing-step.js';

/** A payment was definitely refused: its order is dead, and nothing was charged. */
export const onPaymentFailed = (applyFacts: ApplyFacts) =>
  factHandler<PaymentPaymentFailed>(applyFacts, ({ orderId, paymentId, reason, failedAt }) => {
    if (orderId === undefined) return undefined;
    const failure = { ...reason, step: stepOfRefusal(reason.code) };
    return { orderId, fact: { type: 'dead', status: 'PAYMENT_FAILED', failure, by: 'event' }, detail: { paymentId, reason }, at: failedAt };
  });
