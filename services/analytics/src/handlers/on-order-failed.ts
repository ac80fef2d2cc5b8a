import type { OrdersOrderFailed } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** An order is dead. Its total may never have been charged, so it is left out. */
export const onOrderFailed = factHandler<OrdersOrderFailed>(({ orderId, path, checkoutSessionId, status, reason, failedAt, items }) => ({
  order: {
    ...{ orderId, status, items },
    path: checkoutSessionId === undefined ? path : 'checkout',
    failure: { at: failedAt, code: reason.code },
  },
}));
