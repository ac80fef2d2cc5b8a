import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { onCartUpdated } from './handlers/on-cart-updated.js';
import { onCheckoutCompleted } from './handlers/on-checkout-completed.js';
import { onInventoryRejected } from './handlers/on-inventory-rejected.js';
import { onInventoryReserved } from './handlers/on-inventory-reserved.js';
import { onOrderCompleted } from './handlers/on-order-completed.js';
import { onOrderCreated } from './handlers/on-order-created.js';
import { onOrderFailed } from './handlers/on-order-failed.js';
import { onOrderRecorded } from './handlers/on-order-recorded.js';
import { onOrderStatusChanged } from './handlers/on-order-status-changed.js';
import { onPaymentCompleted } from './handlers/on-payment-completed.js';
import { onPaymentFailed } from './handlers/on-payment-failed.js';
import { onPaymentRefunded } from './handlers/on-payment-refunded.js';
import { onShipmentCreated } from './handlers/on-shipment-created.js';
import type { AnalyticsTx } from './store/client.js';

/** What analytics listens to, one line a topic. */
export const analyticsSubscriptions = (): Subscription<AnalyticsTx>[] => [
  on(topics.checkoutCartUpdated, onCartUpdated),
  on(topics.checkoutOrderCompleted, onCheckoutCompleted),
  on(topics.ordersOrderCreated, onOrderCreated),
  on(topics.ordersOrderRecorded, onOrderRecorded),
  on(topics.ordersOrderStatusChanged, onOrderStatusChanged),
  on(topics.ordersOrderCompleted, onOrderCompleted),
  on(topics.ordersOrderFailed, onOrderFailed),
  on(topics.paymentPaymentCompleted, onPaymentCompleted),
  on(topics.paymentPaymentFailed, onPaymentFailed),
  on(topics.paymentPaymentRefunded, onPaymentRefunded),
  on(topics.warehouseInventoryReserved, onInventoryReserved),
  on(topics.warehouseInventoryRejected, onInventoryRejected),
  on(topics.shippingShipmentCreated, onShipmentCreated),
];
