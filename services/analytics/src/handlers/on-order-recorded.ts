import type { OrdersOrderRecorded } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** A sale of checkout stands on record; only those are recorded, whatever path they go on by. */
export const onOrderRecorded = factHandler<OrdersOrderRecorded>(({ orderId, recordedAt, items, total }) => ({
  order: { orderId, path: 'checkout', paidAt: recordedAt, items, total, status: 'PAID' },
}));
