import type { Subscription } from '@sidecart/platform';
import type { PaymentTx } from './store/client.js';

/** Topic → contract → handler, one line each. */
export const subscriptions = (): Subscription<PaymentTx>[] => [];
