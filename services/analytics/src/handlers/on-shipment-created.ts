import type { ShippingShipmentCreated } from '@sidecart/contracts';
import { factHandler } from './fact-handler.js';

/** An order is on its way. */
export const onShipmentCreated = factHandler<ShippingShipmentCreated>(({ orderId, path, createdAt }) => ({
  order: { orderId, path, shippedAt: createdAt },
}));
