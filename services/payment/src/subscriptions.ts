import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { createOnInventoryRejected } from './handlers/on-inventory-rejected.js';
import { createOnOrderCreated } from './handlers/on-order-created.js';
import { createOnOrderFailed } from './handlers/on-order-failed.js';
import { createOnShipmentFailed } from './handlers/on-shipment-failed.js';
import type { PaymentTx } from './store/client.js';
import type { OpenCharges } from './use-cases/open-charges.js';
import type { UndoOrders } from './use-cases/undo-orders.js';

/** What the handlers call. */
export interface HandlerParts {
  readonly openCharges: OpenCharges;
  readonly undoOrders: UndoOrders;
}

/** Topic → contract → handler, one line each. */
export const subscriptions = ({ openCharges, undoOrders }: HandlerParts): Subscription<PaymentTx>[] => [
  on(topics.ordersOrderCreated, createOnOrderCreated(openCharges)),
  on(topics.warehouseInventoryRejected, createOnInventoryRejected(undoOrders)),
  on(topics.shippingShipmentFailed, createOnShipmentFailed(undoOrders)),
  on(topics.ordersOrderFailed, createOnOrderFailed(undoOrders)),
];
