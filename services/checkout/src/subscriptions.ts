import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { onOrderRecorded } from './handlers/on-order-recorded.js';
import type { CheckoutTx } from './store/client.js';

/** What checkout listens to. */
export const checkoutSubscriptions: readonly Subscription<CheckoutTx>[] = [on(topics.ordersOrderRecorded, onOrderRecorded)];
