import type { WarehouseInventoryReserved } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** An order's items were set aside. */
export const onInventoryReserved = factHandler<WarehouseInventoryReserved>(({ orderId, path, reservedAt }) => ({
  order: { orderId, path, reservedAt },
}));
