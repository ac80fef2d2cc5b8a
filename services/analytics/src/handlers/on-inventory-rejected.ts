import type { WarehouseInventoryRejected } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** An order's items were not there. */
export const onInventoryRejected = factHandler<WarehouseInventoryRejected>(({ orderId, path, rejectedAt }) => ({
  order: { orderId, path, rejectedAt },
}));
