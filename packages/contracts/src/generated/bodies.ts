// Generated from json-schema/ by packages/contracts/src/generate. Do not edit.
import type { BodyContract } from '../registry/contract';
import { createBodyContract } from '../registry/create-registry';
import type { CatalogPutProductBody, CheckoutCompleteSessionBody, CheckoutCreateSessionBody, CheckoutPatchCartItemBody, CheckoutPutCartItemBody, CustomersCheckEligibilityBody, CustomersPutCustomerBody, FraudScoreOrderBody, OrdersCancelOrderBody, OrdersPatchFulfillmentBody, OrdersPatchStatusBody, OrdersPlaceOrderBody, OrdersPutRolloutBody, OrdersReviewOrderBody, PaymentCaptureBody, PaymentRefundBody, PaymentVoidBody, PricingCreateQuoteBody, PricingPreviewTaxBody, PricingPutCouponBody, PricingPutPriceBody, ShippingCancelShipmentBody, ShippingCreateShipmentBody, WarehouseCheckAvailabilityBody, WarehouseCreateReservationBody, WarehousePutStockBody, WarehouseReleaseReservationBody } from './types';
import { validators } from './validators';

/** The contract of every request body, by service and operation. */
export const bodies: {
  readonly catalogPutProduct: BodyContract<CatalogPutProductBody>;
  readonly checkoutCompleteSession: BodyContract<CheckoutCompleteSessionBody>;
  readonly checkoutCreateSession: BodyContract<CheckoutCreateSessionBody>;
  readonly checkoutPatchCartItem: BodyContract<CheckoutPatchCartItemBody>;
  readonly checkoutPutCartItem: BodyContract<CheckoutPutCartItemBody>;
  readonly customersCheckEligibility: BodyContract<CustomersCheckEligibilityBody>;
  readonly customersPutCustomer: BodyContract<CustomersPutCustomerBody>;
  readonly fraudScoreOrder: BodyContract<FraudScoreOrderBody>;
  readonly ordersCancelOrder: BodyContract<OrdersCancelOrderBody>;
  readonly ordersPatchFulfillment: BodyContract<OrdersPatchFulfillmentBody>;
  readonly ordersPatchStatus: BodyContract<OrdersPatchStatusBody>;
  readonly ordersPlaceOrder: BodyContract<OrdersPlaceOrderBody>;
  readonly ordersPutRollout: BodyContract<OrdersPutRolloutBody>;
  readonly ordersReviewOrder: BodyContract<OrdersReviewOrderBody>;
  readonly paymentCapture: BodyContract<PaymentCaptureBody>;
  readonly paymentRefund: BodyContract<PaymentRefundBody>;
  readonly paymentVoid: BodyContract<PaymentVoidBody>;
  readonly pricingCreateQuote: BodyContract<PricingCreateQuoteBody>;
  readonly pricingPreviewTax: BodyContract<PricingPreviewTaxBody>;
  readonly pricingPutCoupon: BodyContract<PricingPutCouponBody>;
  readonly pricingPutPrice: BodyContract<PricingPutPriceBody>;
  readonly shippingCancelShipment: BodyContract<ShippingCancelShipmentBody>;
  readonly shippingCreateShipment: BodyContract<ShippingCreateShipmentBody>;
  readonly warehouseCheckAvailability: BodyContract<WarehouseCheckAvailabilityBody>;
  readonly warehouseCreateReservation: BodyContract<WarehouseCreateReservationBody>;
  readonly warehousePutStock: BodyContract<WarehousePutStockBody>;
  readonly warehouseReleaseReservation: BodyContract<WarehouseReleaseReservationBody>;
} = {
  catalogPutProduct: createBodyContract('catalog/put-product', validators['https://schemas.sidecart.dev/http/catalog/put-product']!),
  checkoutCompleteSession: createBodyContract('checkout/complete-session', validators['https://schemas.sidecart.dev/http/checkout/complete-session']!),
  checkoutCreateSession: createBodyContract('checkout/create-session', validators['https://schemas.sidecart.dev/http/checkout/create-session']!),
  checkoutPatchCartItem: createBodyContract('checkout/patch-cart-item', validators['https://schemas.sidecart.dev/http/checkout/patch-cart-item']!),
  checkoutPutCartItem: createBodyContract('checkout/put-cart-item', validators['https://schemas.sidecart.dev/http/checkout/put-cart-item']!),
  customersCheckEligibility: createBodyContract('customers/check-eligibility', validators['https://schemas.sidecart.dev/http/customers/check-eligibility']!),
  customersPutCustomer: createBodyContract('customers/put-customer', validators['https://schemas.sidecart.dev/http/customers/put-customer']!),
  fraudScoreOrder: createBodyContract('fraud/score-order', validators['https://schemas.sidecart.dev/http/fraud/score-order']!),
  ordersCancelOrder: createBodyContract('orders/cancel-order', validators['https://schemas.sidecart.dev/http/orders/cancel-order']!),
  ordersPatchFulfillment: createBodyContract('orders/patch-fulfillment', validators['https://schemas.sidecart.dev/http/orders/patch-fulfillment']!),
  ordersPatchStatus: createBodyContract('orders/patch-status', validators['https://schemas.sidecart.dev/http/orders/patch-status']!),
  ordersPlaceOrder: createBodyContract('orders/place-order', validators['https://schemas.sidecart.dev/http/orders/place-order']!),
  ordersPutRollout: createBodyContract('orders/put-rollout', validators['https://schemas.sidecart.dev/http/orders/put-rollout']!),
  ordersReviewOrder: createBodyContract('orders/review-order', validators['https://schemas.sidecart.dev/http/orders/review-order']!),
  paymentCapture: createBodyContract('payment/capture', validators['https://schemas.sidecart.dev/http/payment/capture']!),
  paymentRefund: createBodyContract('payment/refund', validators['https://schemas.sidecart.dev/http/payment/refund']!),
  paymentVoid: createBodyContract('payment/void', validators['https://schemas.sidecart.dev/http/payment/void']!),
  pricingCreateQuote: createBodyContract('pricing/create-quote', validators['https://schemas.sidecart.dev/http/pricing/create-quote']!),
  pricingPreviewTax: createBodyContract('pricing/preview-tax', validators['https://schemas.sidecart.dev/http/pricing/preview-tax']!),
  pricingPutCoupon: createBodyContract('pricing/put-coupon', validators['https://schemas.sidecart.dev/http/pricing/put-coupon']!),
  pricingPutPrice: createBodyContract('pricing/put-price', validators['https://schemas.sidecart.dev/http/pricing/put-price']!),
  shippingCancelShipment: createBodyContract('shipping/cancel-shipment', validators['https://schemas.sidecart.dev/http/shipping/cancel-shipment']!),
  shippingCreateShipment: createBodyContract('shipping/create-shipment', validators['https://schemas.sidecart.dev/http/shipping/create-shipment']!),
  warehouseCheckAvailability: createBodyContract('warehouse/check-availability', validators['https://schemas.sidecart.dev/http/warehouse/check-availability']!),
  warehouseCreateReservation: createBodyContract('warehouse/create-reservation', validators['https://schemas.sidecart.dev/http/warehouse/create-reservation']!),
  warehousePutStock: createBodyContract('warehouse/put-stock', validators['https://schemas.sidecart.dev/http/warehouse/put-stock']!),
  warehouseReleaseReservation: createBodyContract('warehouse/release-reservation', validators['https://schemas.sidecart.dev/http/warehouse/release-reservation']!),
};
