import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { onOrderCompleted } from './handlers/on-order-completed.js';
import { onPaymentRefunded } from './handlers/on-payment-refunded.js';
import type { LoyaltyTx } from './store/client.js';

/** What loyalty listens to, one line a topic. */
export const loyaltySubscriptions = (): Subscription<LoyaltyTx>[] => [
  on(topics.ordersOrderCompleted, onOrderCompleted),
  on(topics.paymentPaymentRefunded, onPaymentRefunded),
];
