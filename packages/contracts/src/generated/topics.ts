// Generated from json-schema/ by packages/contracts/src/generate. Do not edit.
import type { Topic } from '../registry/contract';
import type { CheckoutCartUpdated, CheckoutOrderCompleted, OrdersOrderCompleted, OrdersOrderCreated, OrdersOrderFailed, OrdersOrderRecorded, OrdersOrderStatusChanged, OrdersReviewRequested, PaymentPaymentCompleted, PaymentPaymentFailed, PaymentPaymentRefunded, PricingPriceUpdated, ShippingShipmentCancelled, ShippingShipmentCreated, ShippingShipmentFailed, WarehouseInventoryRejected, WarehouseInventoryReleased, WarehouseInventoryReserved, WarehouseStockUpdated } from './types';

/** Every topic, in each of its major versions. */
export const topics: {
  readonly checkoutCartUpdated: Topic<CheckoutCartUpdated>;
  readonly checkoutOrderCompleted: Topic<CheckoutOrderCompleted>;
  readonly ordersOrderCompleted: Topic<OrdersOrderCompleted>;
  readonly ordersOrderCreated: Topic<OrdersOrderCreated>;
  readonly ordersOrderFailed: Topic<OrdersOrderFailed>;
  readonly ordersOrderRecorded: Topic<OrdersOrderRecorded>;
  readonly ordersOrderStatusChanged: Topic<OrdersOrderStatusChanged>;
  readonly ordersReviewRequested: Topic<OrdersReviewRequested>;
  readonly paymentPaymentCompleted: Topic<PaymentPaymentCompleted>;
  readonly paymentPaymentFailed: Topic<PaymentPaymentFailed>;
  readonly paymentPaymentRefunded: Topic<PaymentPaymentRefunded>;
  readonly pricingPriceUpdated: Topic<PricingPriceUpdated>;
  readonly shippingShipmentCancelled: Topic<ShippingShipmentCancelled>;
  readonly shippingShipmentCreated: Topic<ShippingShipmentCreated>;
  readonly shippingShipmentFailed: Topic<ShippingShipmentFailed>;
  readonly warehouseInventoryRejected: Topic<WarehouseInventoryRejected>;
  readonly warehouseInventoryReleased: Topic<WarehouseInventoryReleased>;
  readonly warehouseInventoryReserved: Topic<WarehouseInventoryReserved>;
  readonly warehouseStockUpdated: Topic<WarehouseStockUpdated>;
} = {
  checkoutCartUpdated: { name: 'checkout.cart.updated', major: 1 },
  checkoutOrderCompleted: { name: 'checkout.order.completed', major: 1 },
  ordersOrderCompleted: { name: 'orders.order.completed', major: 1 },
  ordersOrderCreated: { name: 'orders.order.created', major: 1 },
  ordersOrderFailed: { name: 'orders.order.failed', major: 1 },
  ordersOrderRecorded: { name: 'orders.order.recorded', major: 1 },
  ordersOrderStatusChanged: { name: 'orders.order.status_changed', major: 1 },
  ordersReviewRequested: { name: 'orders.review.requested', major: 1 },
  paymentPaymentCompleted: { name: 'payment.payment.completed', major: 1 },
  paymentPaymentFailed: { name: 'payment.payment.failed', major: 1 },
  paymentPaymentRefunded: { name: 'payment.payment.refunded', major: 1 },
  pricingPriceUpdated: { name: 'pricing.price.updated', major: 1 },
  shippingShipmentCancelled: { name: 'shipping.shipment.cancelled', major: 1 },
  shippingShipmentCreated: { name: 'shipping.shipment.created', major: 1 },
  shippingShipmentFailed: { name: 'shipping.shipment.failed', major: 1 },
  warehouseInventoryRejected: { name: 'warehouse.inventory.rejected', major: 1 },
  warehouseInventoryReleased: { name: 'warehouse.inventory.released', major: 1 },
  warehouseInventoryReserved: { name: 'warehouse.inventory.reserved', major: 1 },
  warehouseStockUpdated: { name: 'warehouse.stock.updated', major: 1 },
};
