import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { createOnOrderFailed } from './handlers/on-order-failed.js';
import { createOnOrderRecorded } from './handlers/on-order-recorded.js';
import { createOnPaymentCompleted } from './handlers/on-payment-completed.js';
import { createOnShipmentCancelled } from './handlers/on-shipment-cancelled.js';
import { createOnShipmentCreated } from './handlers/on-shipment-created.js';
import { createOnShipmentFailed } from './handlers/on-shipment-failed.js';
import type { WarehouseTx } from './store/client.js';
import type { ReservePaid } from './use-cases/reserve-paid.js';
import type { UndoOrders } from './use-cases/undo-orders.js';

/** What the handlers call. */
export interface HandlerParts {
  readonly reservePaid: ReservePaid;
  readonly undoOrders: UndoOrders;
}

/** What warehouse listens to, one line a topic. */
export const warehouseSubscriptions = ({ reservePaid, undoOrders }: HandlerParts): Subscription<WarehouseTx>[] => [
  on(topics.ordersOrderRecorded, createOnOrderRecorded(reservePaid)),
  on(topics.paymentPaymentCompleted, createOnPaymentCompleted(reservePaid)),
  on(topics.shippingShipmentCreated, createOnShipmentCreated()),
  on(topics.shippingShipmentCancelled, createOnShipmentCancelled()),
  on(topics.shippingShipmentFailed, createOnShipmentFailed(undoOrders)),
  on(topics.ordersOrderFailed, createOnOrderFailed(undoOrders)),
];
