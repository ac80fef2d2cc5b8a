import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { onOrderCompleted } from './handlers/on-order-completed.js';
import type { OrdersTx } from './store/client.js';

/** The OrderEventConsumer: what orders listens to, one line a topic. */
export const orderEventConsumer: readonly Subscription<OrdersTx>[] = [on(topics.checkoutOrderCompleted, onOrderCompleted)];
