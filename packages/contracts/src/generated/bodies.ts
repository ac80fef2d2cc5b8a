// Generated from json-schema/ by packages/contracts/src/generate. Do not edit.
import type { BodyContract } from '../registry/contract';
import { createBodyContract } from '../registry/create-registry';
import type { CheckoutCompleteSessionBody, CheckoutCreateSessionBody, CheckoutPatchCartItemBody, CheckoutPutCartItemBody, OrdersPatchFulfillmentBody, OrdersPatchStatusBody, PaymentCaptureBody, PaymentRefundBody, PaymentVoidBody, PricingCreateQuoteBody, PricingPreviewTaxBody, PricingPutCouponBody, PricingPutPriceBody, WarehouseCheckAvailabilityBody, WarehouseCreateReservationBody, WarehousePutStockBody, WarehouseReleaseReservationBody } from './types';
import { validators } from './validators';

/** The contract of every request body, by service and operation. */
export const bodies: {
  readonly checkoutCompleteSession: BodyContract<CheckoutCompleteSessionBody>;
  readonly checkoutCreateSession: BodyContract<CheckoutCreateSessionBody>;
  readonly checkoutPatchCartItem: BodyContract<CheckoutPatchCartItemBody>;
  readonly checkoutPutCartItem: BodyContract<CheckoutPutCartItemBody>;
  readonly ordersPatchFulfillment: BodyContract<OrdersPatchFulfillmentBody>;
  readonly ordersPatchStatus: BodyContract<OrdersPatchStatusBody>;
  readonly paymentCapture: BodyContract<PaymentCaptureBody>;
  readonly paymentRefund: BodyContract<PaymentRefundBody>;
  readonly paymentVoid: BodyContract<PaymentVoidBody>;
  readonly pricingCreateQuote: BodyContract<PricingCreateQuoteBody>;
  readonly pricingPreviewTax: BodyContract<PricingPreviewTaxBody>;
  readonly pricingPutCoupon: BodyContract<PricingPutCouponBody>;
  readonly pricingPutPrice: BodyContract<PricingPutPriceBody>;
  readonly warehouseCheckAvailability: BodyContract<WarehouseCheckAvailabilityBody>;
  readonly warehouseCreateReservation: BodyContract<WarehouseCreateReservationBody>;
  readonly warehousePutStock: BodyContract<WarehousePutStockBody>;
  readonly warehouseReleaseReservation: BodyContract<WarehouseReleaseReservationBody>;
} = {
  checkoutCompleteSession: createBodyContract('checkout/complete-session', validators['https://schemas.sidecart.dev/http/checkout/complete-session']!),
  checkoutCreateSession: createBodyContract('checkout/create-session', validators['https://schemas.sidecart.dev/http/checkout/create-session']!),
  checkoutPatchCartItem: createBodyContract('checkout/patch-cart-item', validators['https://schemas.sidecart.dev/http/checkout/patch-cart-item']!),
  checkoutPutCartItem: createBodyContract('checkout/put-cart-item', validators['https://schemas.sidecart.dev/http/checkout/put-cart-item']!),
  ordersPatchFulfillment: createBodyContract('orders/patch-fulfillment', validators['https://schemas.sidecart.dev/http/orders/patch-fulfillment']!),
  ordersPatchStatus: createBodyContract('orders/patch-status', validators['https://schemas.sidecart.dev/http/orders/patch-status']!),
  paymentCapture: createBodyContract('payment/capture', validators['https://schemas.sidecart.dev/http/payment/capture']!),
  paymentRefund: createBodyContract('payment/refund', validators['https://schemas.sidecart.dev/http/payment/refund']!),
  paymentVoid: createBodyContract('payment/void', validators['https://schemas.sidecart.dev/http/payment/void']!),
  pricingCreateQuote: createBodyContract('pricing/create-quote', validators['https://schemas.sidecart.dev/http/pricing/create-quote']!),
  pricingPreviewTax: createBodyContract('pricing/preview-tax', validators['https://schemas.sidecart.dev/http/pricing/preview-tax']!),
  pricingPutCoupon: createBodyContract('pricing/put-coupon', validators['https://schemas.sidecart.dev/http/pricing/put-coupon']!),
  pricingPutPrice: createBodyContract('pricing/put-price', validators['https://schemas.sidecart.dev/http/pricing/put-price']!),
  warehouseCheckAvailability: createBodyContract('warehouse/check-availability', validators['https://schemas.sidecart.dev/http/warehouse/check-availability']!),
  warehouseCreateReservation: createBodyContract('warehouse/create-reservation', validators['https://schemas.sidecart.dev/http/warehouse/create-reservation']!),
  warehousePutStock: createBodyContract('warehouse/put-stock', validators['https://schemas.sidecart.dev/http/warehouse/put-stock']!),
  warehouseReleaseReservation: createBodyContract('warehouse/release-reservation', validators['https://schemas.sidecart.dev/http/warehouse/release-reservation']!),
};
