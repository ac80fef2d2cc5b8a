import { topics } from '@sidecart/contracts';
import { on, type Platform, type Subscription } from '@sidecart/platform';
import { createOnInventoryReserved } from './handlers/on-inventory-reserved.js';
import { createOnOrderFailed } from './handlers/on-order-failed.js';
import type { ShippingTx } from './store/client.js';
import { createCancelOrders } from './use-cases/cancel-orders.js';
import { createOpenShipments } from './use-cases/open-shipments.js';

/** What shipping listens to, one line a topic. */
export const shippingSubscriptions = ({ newId, intents }: Platform<ShippingTx>): Subscription<ShippingTx>[] => [
  on(topics.warehouseInventoryReserved, createOnInventoryReserved(createOpenShipments(newId, intents))),
  on(topics.ordersOrderFailed, createOnOrderFailed(createCancelOrders(intents))),
];
