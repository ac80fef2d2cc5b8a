import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { onInventoryRejected } from './handlers/on-inventory-rejected.js';
import { onInventoryReleased } from './handlers/on-inventory-released.js';
import { onInventoryReserved } from './handlers/on-inventory-reserved.js';
import { createOnOrderCompleted } from './handlers/on-order-completed.js';
import { onPaymentCompleted } from './handlers/on-payment-completed.js';
import { onPaymentFailed } from './handlers/on-payment-failed.js';
import { onPaymentRefunded } from './handlers/on-payment-refunded.js';
import { onShipmentCancelled } from './handlers/on-shipment-cancelled.js';
import { onShipmentCreated } from './handlers/on-shipment-created.js';
import { onShipmentFailed } from './handlers/on-shipment-failed.js';
import type { OrdersMetrics } from './metrics.js';
import type { OrdersTx } from './store/client.js';
import type { ApplyFacts, Allowances } from './use-cases/apply-facts.js';

/** The OrderEventConsumer: what orders listens to, one line a topic. */
export const orderEventConsumer = (
  applyFacts: ApplyFacts,
  allowances: Allowances,
  metrics: Pick<OrdersMetrics, 'placed'>,
): readonly Subscription<OrdersTx>[] => [
  on(topics.checkoutOrderCompleted, createOnOrderCompleted(allowances, metrics)),
  on(topics.paymentPaymentCompleted, onPaymentCompleted(applyFacts)),
  on(topics.paymentPaymentFailed, onPaymentFailed(applyFacts)),
  on(topics.paymentPaymentRefunded, onPaymentRefunded(applyFacts)),
  on(topics.warehouseInventoryReserved, onInventoryReserved(applyFacts)),
  on(topics.warehouseInventoryRejected, onInventoryRejected(applyFacts)),
  on(topics.warehouseInventoryReleased, onInventoryReleased(applyFacts)),
  on(topics.shippingShipmentCreated, onShipmentCreated(applyFacts)),
  on(topics.shippingShipmentFailed, onShipmentFailed(applyFacts)),
  on(topics.shippingShipmentCancelled, onShipmentCancelled(applyFacts)),
];
