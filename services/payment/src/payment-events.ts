import { topics } from '@sidecart/contracts';
import type { CloudEventPublisher, NewEvent } from '@sidecart/platform';
import type { OrderToCharge } from './domain/order-charge.js';
import type { OrderPath, Payment, PaymentFact } from './domain/payment.js';
import type { PaymentTx } from './store/client.js';

/** What is to be told of a payment. */
export interface Told {
  readonly payment: Payment;
  readonly facts: readonly PaymentFact[];
  /** The key the effect was asked for under. */
  readonly key: string;
  readonly now: Date;
  /** The order, where the charge was asked for with it: what the warehouse goes on with. */
  readonly order?: OrderToCharge;
  /** The path of whoever asked; the payment's own where absent. */
  readonly path?: OrderPath | undefined;
}

/** Tells what happened to a payment; in the transaction in which it happened. */
export type PublishFacts = (tx: PaymentTx, told: Told) => Promise<void>;

/** Publishes a payment's facts as its events. */
export function createPublishFacts(publisher: CloudEventPublisher): PublishFacts {
  return async (tx, told) => {
    if (told.facts.length === 0) return;
    await publisher.publishAll(
      tx,
      told.facts.map((fact) => toEvent(fact, told)),
    );
  };
}

function toEvent(fact: PaymentFact, { payment, key, now, order, path = payment.path }: Told): NewEvent {
  const subject = payment.id;
  const about = { paymentId: payment.id, ...reference(payment), path, idempotencyKey: key };
  switch (fact.type) {
    case 'completed': {
      const paid = { amount: payment.amount, method: 'card' as const, ...last4(payment) };
      const completedAt = (payment.capture?.at ?? now).toISOString();
      return event(topics.paymentPaymentCompleted, subject, { ...about, ...paid, ...known(order), ...(order && goods(order)), completedAt });
    }
    case 'failed': {
      const failed = { amount: payment.amount, reason: fact.reason, failedAt: now.toISOString() };
      return event(topics.paymentPaymentFailed, subject, { ...about, ...known(order), ...failed });
    }
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

const reference = ({ reference: { type, id }, orderId }: Payment) =>
  type === 'order' ? { orderId: id } : { checkoutSessionId: id, ...(orderId !== undefined && { orderId }) };
const last4 = ({ capture }: Payment) => (capture ? { last4: capture.card.last4 } : {});
const known = (order: OrderToCharge | undefined) => order && { orderNumber: order.orderNumber, customerId: order.customer.id };
const goods = ({ items, shippingAddress }: OrderToCharge) => ({ items: [...items], shippingAddress });
