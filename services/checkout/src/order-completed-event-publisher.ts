import { topics, type CheckoutOrderCompleted, type Order } from '@sidecart/contracts';
import type { CloudEventPublisher, NewEvent, PlatformEvent, Tx } from '@sidecart/platform';

/** One sale to be told of once more. */
export interface RepeatedSale {
  readonly order: Order;
  readonly firstEventId: string;
  readonly correlationId: string;
}

/** Tells of completed orders, through the outbox of the caller's transaction. */
export interface OrderCompletedEventPublisher {
  /** Tells of a sale just made. */
  publish(tx: Tx, order: Order, correlationId: string): Promise<PlatformEvent<CheckoutOrderCompleted>>;
  /**
   * Tells of sales again, each as a **new** event caused by its first one: under the old id the consumer's
   * dedup window would drop it and orders would never acknowledge.
   */
  publishAgain(tx: Tx, sales: readonly RepeatedSale[]): Promise<void>;
  /** True when what was told before `since` still waits in the outbox: telling it again would only make the queue longer. */
  isStalled(tx: Tx, since: Date): Promise<boolean>;
}

/** Makes the publisher of `checkout.order.completed`. */
export function createOrderCompletedEventPublisher(publisher: CloudEventPublisher): OrderCompletedEventPublisher {
  return {
    publish: (tx, order, correlationId) => publisher.publish(tx, { ...orderCompleted(order), correlationId }),
    async publishAgain(tx, sales) {
      const events = sales.map(({ order, firstEventId, correlationId }) => ({ ...orderCompleted(order), correlationId, causationId: firstEventId }));
      await publisher.publishAll(tx, events);
    },
    isStalled: (tx, since) => publisher.isStalled(tx, topics.checkoutOrderCompleted, since),
  };
}

function orderCompleted(order: Order): NewEvent<CheckoutOrderCompleted> {
  return { topic: topics.checkoutOrderCompleted, subject: order.id, data: { checkoutSessionId: order.checkoutSessionId, order } };
}
