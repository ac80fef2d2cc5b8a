import { topics } from '@sidecart/contracts';
import type { CloudEventPublisher, NewEvent } from '@sidecart/platform';
import type { Payment, PaymentFact } from './domain/payment.js';
import type { PaymentTx } from './store/client.js';

/** Tells what happened to a payment; in the transaction in which it happened. */
export type PublishFacts = (
  tx: PaymentTx,
  told: { readonly payment: Payment; readonly facts: readonly PaymentFact[]; readonly key: string; readonly now: Date },
) => Promise<void>;

/** Publishes a payment's facts as its events; `key` is the one the effect was asked for under. */
export function createPublishFacts(publisher: CloudEventPublisher): PublishFacts {
  return async (tx, { payment, facts, key, now }) => {
    for (const fact of facts) await publisher.publish(tx, toEvent(payment, fact, key, now));
  };
}

function toEvent(payment: Payment, fact: PaymentFact, key: string, now: Date): NewEvent {
  const subject = payment.id;
  const about = { paymentId: payment.id, ...reference(payment), path: payment.path, idempotencyKey: key };
  switch (fact.type) {
    case 'completed': {
      const paid = { amount: payment.amount, method: 'card' as const, ...last4(payment) };
      const completedAt = (payment.capture?.at ?? now).toISOString();
      return event(topics.paymentPaymentCompleted, subject, { ...about, ...paid, completedAt });
    }
    case 'failed':
      return event(topics.paymentPaymentFailed, subject, {
        ...about,
        amount: payment.amount,
        reason: fact.reason,
        failedAt: now.toISOString(),
      });
    case 'refunded': {
      const { refundId, amount, reason } = fact;
      return event(topics.paymentPaymentRefunded, subject, { ...about, amount, refundId, reason, refundedAt: now.toISOString() });
    }
  }
}

/** Ties the data to the topic's type, which a bare object literal would lose. */
function event<Data>(topic: NewEvent<Data>['topic'], subject: string, data: Data): NewEvent {
  return { topic, subject, data };
}

const reference = ({ reference: { type, id } }: Payment) => (type === 'order' ? { orderId: id } : { checkoutSessionId: id });
const last4 = ({ capture }: Payment) => (capture ? { last4: capture.card.last4 } : {});
