// Generated from json-schema/ by packages/contracts/src/generate. Do not edit.
/**
 * Sets what is told of a product. Its price and stock come from their services' events.
 */
export interface CatalogPutProductBody {
  /**
   * The product's name.
   */
  name: TextLine
  /**
   * What it is, plain text.
   */
  description: string
  /**
   * Where it stands in the shop.
   */
  category?: TextLine
  /**
   * Path of its picture at the shop.
   */
  imagePath?: string
  /**
   * Whether it is shown.
   */
  listed?: boolean
}

/**
 * Pays a checkout session and makes the sale.
 */
export interface CheckoutCompleteSessionBody {
  /**
   * What the card form gave in place of the card. Never logged.
   */
  cardToken: string
}

/**
 * Opens a checkout session on a cart, at the prices pricing quotes now.
 */
export interface CheckoutCreateSessionBody {
  /**
   * The cart to sell.
   */
  cartId: Uuid
  /**
   * Who buys.
   */
  customer: Customer
  /**
   * Where the goods go.
   */
  shippingAddress: Address
  /**
   * A coupon; capitals and small letters are the same.
   */
  couponCode?: string
}

/**
 * Changes an item's quantity; 0 removes it.
 */
export interface CheckoutPatchCartItemBody {
  /**
   * How many; 0 removes the item.
   */
  quantity: number
}

/**
 * Puts an item into a cart, or replaces its quantity.
 */
export interface CheckoutPutCartItemBody {
  /**
   * How many.
   */
  quantity: number
}

/**
 * Asks whether orders of a customer are taken. Changes nothing.
 */
export interface CustomersCheckEligibilityBody {
  /**
   * Who wants to buy.
   */
  customer: Customer
}

/**
 * Sets what is known of a customer.
 */
export interface CustomersPutCustomerBody {
  /**
   * Where mail goes. Personal data: never logged.
   */
  email: string
  /**
   * The customer's name.
   */
  name: TextLine
  /**
   * Whether orders are taken.
   */
  status: ("ACTIVE" | "BLOCKED")
  /**
   * Why no orders are taken; for operators only.
   */
  blockedReason?: TextLine
  /**
   * Loyalty tier.
   */
  tier?: ("NONE" | "BRONZE" | "SILVER" | "GOLD")
}

/**
 * Scores the risk of an order, once per order.
 */
export interface FraudScoreOrderBody {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * Who buys.
   */
  customer: Customer
  /**
   * What is bought.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * What is to be charged.
   */
  total: Money
  /**
   * Where the goods go.
   */
  shippingAddress: Address
  /**
   * Whether the customer is on record; absent where nobody asked.
   */
  customerKnown?: boolean
}

/**
 * Cancels an order that is not paid yet.
 */
export interface OrdersCancelOrderBody {
  /**
   * Why.
   */
  reason: TextLine
}

/**
 * Changes what is known of an order's delivery; what is absent stays as it is.
 */
export interface OrdersPatchFulfillmentBody {
  /**
   * Where the goods stand.
   */
  status?: FulfillmentStatus
  /**
   * Who carries them.
   */
  carrier?: TextLine
  /**
   * The carrier's tracking number.
   */
  trackingNumber?: TextLine
}

/**
 * Changes an order's status, along its legal transitions.
 */
export interface OrdersPatchStatusBody {
  /**
   * The status to reach.
   */
  status: OrderStatus
  /**
   * Why.
   */
  reason?: TextLine
}

/**
 * Places an order; it is processed after the answer.
 */
export interface OrdersPlaceOrderBody {
  /**
   * Who buys.
   */
  customer: Customer
  /**
   * What is bought. Items of one SKU are added up.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Where the goods go.
   */
  shippingAddress: Address
  /**
   * A coupon; capitals and small letters are the same.
   */
  couponCode?: string
  /**
   * The most the customer agrees to pay, tax included; a higher quote ends the order as PRICE_CHANGED before any charge.
   */
  expectedTotal: Money
  /**
   * How it is to be paid.
   */
  payment: {
    /**
     * Means of payment.
     */
    method: "card"
    /**
     * What the card form gave in place of the card. Never logged.
     */
    cardToken: string
  }
}

/**
 * Sets how new orders are processed.
 */
export interface OrdersPutRolloutBody {
  /**
   * Which path new orders take.
   */
  mode: ("choreography" | "shadow" | "canary" | "orchestration")
  /**
   * Share of new orders the workflow takes in canary mode, percent. Without it the share stays as it is.
   */
  canaryPercent?: number
  /**
   * Who changes it.
   */
  changedBy: TextLine
  /**
   * Why; needed with force.
   */
  reason?: TextLine
  /**
   * Expands the share although its metrics have not been green for 7 days.
   */
  force?: boolean
}

/**
 * Decides about an order that was flagged.
 */
export interface OrdersReviewOrderBody {
  /**
   * Whether it goes on.
   */
  decision: ("approve" | "reject")
  /**
   * Who decides.
   */
  reviewer: TextLine
  /**
   * Why.
   */
  reason: TextLine
}

/**
 * Authorises and captures a payment.
 */
export interface PaymentCaptureBody {
  /**
   * What to capture.
   */
  amount: Money
  /**
   * What the card form gave in place of the card. Never logged.
   */
  cardToken: string
  /**
   * What is paid for.
   */
  reference: {
    /**
     * What kind of thing is paid for.
     */
    type: ("checkout_session" | "order")
    /**
     * Its id.
     */
    id: Uuid
  }
  /**
   * How the order is processed; checkout for a checkout session.
   */
  path: OrderPath
}

/**
 * Gives a captured payment back.
 */
export interface PaymentRefundBody {
  /**
   * What to give back; all that is left when absent.
   */
  amount?: Money
  /**
   * Why.
   */
  reason: TextLine
}

/**
 * Undoes a capture whose sale was never made, whatever became of it.
 */
export interface PaymentVoidBody {
  /**
   * The idempotency key of the capture to undo.
   */
  key: IdempotencyKey
  /**
   * Why.
   */
  reason: TextLine
}

/**
 * Asks what an order or a checkout session costs.
 */
export interface PricingCreateQuoteBody {
  /**
   * What the quote is for; it is stored and found by this id.
   */
  reference: {
    /**
     * What kind of thing is priced.
     */
    type: ("checkout_session" | "order")
    /**
     * Its id.
     */
    id: Uuid
  }
  /**
   * Who buys: coupons count their uses per customer.
   */
  customerId: CustomerId
  /**
   * What is bought. Items of one SKU are added up.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Where the goods go: tax depends on it.
   */
  destination: {
    /**
     * ISO 3166-1 alpha-2 code.
     */
    country: string
  }
  /**
   * A coupon; capitals and small letters are the same.
   */
  couponCode?: string
}

/**
 * Asks for the tax on amounts at a destination.
 */
export interface PricingPreviewTaxBody {
  /**
   * Where the goods go.
   */
  destination: {
    /**
     * ISO 3166-1 alpha-2 code.
     */
    country: string
  }
  /**
   * The amounts; each is taxed and rounded by itself.
   *
   * @minItems 1
   * @maxItems 500
   */
  lines: {
    /**
     * Which of the country's rates applies.
     */
    category: ("standard" | "reduced" | "zero")
    /**
     * What is taxed: the line after its discounts.
     */
    amount: Money
  }[]
}

/**
 * Sets the terms of one coupon; what is absent does not limit it.
 */
export interface PricingPutCouponBody {
  /**
   * What it takes off the goods after their volume discounts.
   */
  discount: ({
    /**
     * A share of the goods.
     */
    type: "percentage"
    /**
     * Hundredths of a per cent.
     */
    basisPoints: number
  } | {
    /**
     * A sum, at most what the goods cost.
     */
    type: "fixed"
    /**
     * The sum.
     */
    amount: Money
  })
  /**
   * The least the goods must cost after their volume discounts, before tax.
   */
  minimum?: Money
  /**
   * The first instant it can be used.
   */
  validFrom?: Timestamp
  /**
   * The first instant it can no longer be used.
   */
  validUntil?: Timestamp
  /**
   * How often it can be used by everybody together.
   */
  maxUses?: number
  /**
   * How often one customer can use it.
   */
  maxUsesPerCustomer?: number
}

/**
 * Sets all that the price list says of one SKU.
 */
export interface PricingPutPriceBody {
  /**
   * The product's name on the price list.
   */
  name: TextLine
  /**
   * Price of one, before tax.
   */
  unitPrice: Money
  /**
   * Which of a country's rates applies; zero is taxed nowhere.
   */
  taxCategory: ("standard" | "reduced" | "zero")
  /**
   * What larger quantities take off; none when absent.
   *
   * @maxItems 10
   */
  volumeDiscounts?: {
    /**
     * From this quantity on.
     */
    minQuantity: number
    /**
     * Hundredths of a per cent taken off the whole line.
     */
    basisPoints: number
  }[]
}

/**
 * Cancels an order's label, and bars the order from shipping later.
 */
export interface ShippingCancelShipmentBody {
  /**
   * Why.
   */
  reason: TextLine
}

/**
 * Makes the one shipment of an order.
 */
export interface ShippingCreateShipmentBody {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it.
   */
  orderNumber?: OrderNumber
  /**
   * How the order is processed.
   */
  path: OrderPath
  /**
   * Who bought.
   */
  customerId?: CustomerId
  /**
   * What is sent.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Where the goods go.
   */
  shippingAddress: Address
}

/**
 * Asks whether some items could be reserved now.
 */
export interface WarehouseCheckAvailabilityBody {
  /**
   * What would be set aside. Items of one SKU are added up.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
}

/**
 * Asks for all items of an order to be set aside.
 */
export interface WarehouseCreateReservationBody {
  /**
   * The order's id: it has one reservation, for ever.
   */
  orderId: Uuid
  /**
   * The number people use for it; copied into the events.
   */
  orderNumber?: OrderNumber
  /**
   * How the order is processed: choreography reserves after payment and for good, the others hold for a time.
   */
  path: OrderPath
  /**
   * Who buys; copied into the events.
   */
  customerId?: CustomerId
  /**
   * What is to be set aside. Items of one SKU are added up.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Where the goods go; copied into the event.
   */
  shippingAddress?: Address
}

/**
 * Sets how many pieces of a SKU are in the warehouse, as counted.
 */
export interface WarehousePutStockBody {
  /**
   * Pieces in the warehouse, reserved ones included.
   */
  onHand: number
}

/**
 * Undoes the reservation of an order, whatever became of it, and bars any later one.
 */
export interface WarehouseReleaseReservationBody {
  /**
   * Why.
   */
  reason: TextLine
}

/**
 * Where goods are sent.
 */
export interface Address {
  /**
   * The recipient.
   */
  name: TextLine
  /**
   * Street and number.
   */
  line1: TextLine
  /**
   * Floor, flat or company.
   */
  line2?: TextLine
  /**
   * City or town.
   */
  city: TextLine
  /**
   * Postal code in the form the country uses.
   */
  postalCode: string
  /**
   * ISO 3166-1 alpha-2 code.
   */
  country: string
}

/**
 * Who buys.
 */
export interface Customer {
  /**
   * The customer's id.
   */
  id: CustomerId
  /**
   * Where the confirmation is sent. Personal data: never logged.
   */
  email: string
}

/**
 * A customer's id, opaque to everyone but its issuer.
 */
export type CustomerId = string

/**
 * Why something was refused.
 */
export interface FailureReason {
  /**
   * For machines: capitals, digits and underscores.
   */
  code: string
  /**
   * For people; holds no card data.
   */
  message: TextLine
}

/**
 * What is known of an order's delivery.
 */
export interface Fulfillment {
  /**
   * Where the goods stand.
   */
  status: FulfillmentStatus
  /**
   * Who carries them.
   */
  carrier?: TextLine
  /**
   * The carrier's tracking number.
   */
  trackingNumber?: TextLine
  /**
   * When the carrier took them.
   */
  shippedAt?: Timestamp
}

/**
 * Where an order's goods stand.
 */
export type FulfillmentStatus = ("UNFULFILLED" | "RESERVED" | "SHIPPED" | "DELIVERED")

/**
 * Names one attempt at an effect: the same key never has a second effect.
 */
export type IdempotencyKey = string

/**
 * How many of what: all that stock keeping needs to know of an order line.
 */
export interface ItemQuantity {
  /**
   * What.
   */
  sku: Sku
  /**
   * How many.
   */
  quantity: number
}

/**
 * An amount of money, exact and never negative; whether it is owed or given back is said by the property that holds it.
 */
export interface Money {
  /**
   * Count of the currency's smallest unit (cents for EUR).
   */
  minor: number
  /**
   * ISO 4217 code.
   */
  currency: string
}

/**
 * A sale as it was made: the one order model, shared by everyone who sells and everyone who keeps orders.
 */
export interface Order {
  /**
   * The order's id.
   */
  id: Uuid
  /**
   * The number people use for it.
   */
  orderNumber: OrderNumber
  /**
   * The checkout session it was sold in.
   */
  checkoutSessionId: Uuid
  /**
   * Who bought.
   */
  customer: Customer
  /**
   * What was bought.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: OrderItem[]
  /**
   * Sum of the line totals.
   */
  subtotal: Money
  /**
   * What volume discounts and coupons took off the subtotal; absent where nothing is known of any.
   */
  discounts?: Money
  /**
   * Tax on what is left, contained in the total; absent where prices contain it.
   */
  tax?: Money
  /**
   * What was charged.
   */
  total: Money
  /**
   * ISO 4217 code; that of every amount in the order.
   */
  currency: string
  /**
   * Where the goods go.
   */
  shippingAddress: Address
  /**
   * How it was paid.
   */
  payment: OrderPayment
  /**
   * When it was placed.
   */
  placedAt: Timestamp
}

/**
 * One line of a cart or an order, with the price it was sold at.
 */
export interface OrderItem {
  /**
   * What is sold.
   */
  sku: Sku
  /**
   * The product's name at the time of sale.
   */
  name: TextLine
  /**
   * How many.
   */
  quantity: number
  /**
   * Price of one.
   */
  unitPrice: Money
  /**
   * Unit price times quantity.
   */
  lineTotal: Money
}

/**
 * The number people use for an order: the prefix of the service that issued it, a hyphen, and at least six digits.
 */
export type OrderNumber = string

/**
 * The way an order is processed. Warehouse and shipping act on forward events of choreography only; on the other paths they act when invoked.
 */
export type OrderPath = ("checkout" | "choreography" | "orchestration")

/**
 * How an order was paid.
 */
export interface OrderPayment {
  /**
   * The payment's id in the payment service.
   */
  id: Uuid
  /**
   * Means of payment.
   */
  method: "card"
  /**
   * Last four digits of the card.
   */
  last4?: string
}

/**
 * Where an order stands.
 */
export type OrderStatus = ("PENDING" | "PAID" | "PAYMENT_FAILED" | "IN_REVIEW" | "RESERVED" | "SHIPPED" | "COMPLETED" | "FAILED" | "CANCELLED")

/**
 * The stock keeping unit: names one sellable thing in catalog, pricing and warehouse alike.
 */
export type Sku = string

/**
 * One line of human text, 1 to 200 characters, without control characters and lone surrogates, which PostgreSQL cannot store.
 */
export type TextLine = string

/**
 * An instant: RFC 3339, in UTC with a capital T and Z, at most nanoseconds, no leap second.
 */
export type Timestamp = string

/**
 * A UUID in its canonical lower-case form, so that one id has one spelling in every key and column.
 */
export type Uuid = string

/**
 * A cart was changed; carries the cart as it stands now.
 */
export interface CheckoutCartUpdated {
  /**
   * The cart's id.
   */
  cartId: Uuid
  /**
   * Whose cart it is, once known.
   */
  customerId?: CustomerId
  /**
   * Its lines; none when it was emptied.
   *
   * @maxItems 500
   */
  items: OrderItem[]
  /**
   * Sum of the line totals.
   */
  subtotal: Money
  /**
   * How many pieces it holds, over all lines.
   */
  pieces?: number
  /**
   * Rises by one with each change; the higher one is the newer.
   */
  version: number
}

/**
 * A checkout session was completed: the payment is captured and the sale recorded. Sent again, as a new event, until the order is recorded.
 */
export interface CheckoutOrderCompleted {
  /**
   * The session that was completed.
   */
  checkoutSessionId: Uuid
  /**
   * The sale.
   */
  order: Order
}

/**
 * An order was paid, reserved and shipped; nothing is left to do.
 */
export interface OrdersOrderCompleted {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it.
   */
  orderNumber: OrderNumber
  /**
   * How the order is processed.
   */
  path: OrderPath
  /**
   * Who bought; events of one customer are applied in order.
   */
  customer: Customer
  /**
   * What was delivered.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * What was charged.
   */
  total: Money
  /**
   * Who carries the goods.
   */
  carrier?: TextLine
  /**
   * The carrier's tracking number.
   */
  trackingNumber?: TextLine
  /**
   * When it was placed.
   */
  placedAt: Timestamp
  /**
   * When it was completed.
   */
  completedAt: Timestamp
}

/**
 * An order was placed and is processed by events from here; payment starts. Written with the claim of the order's path.
 */
export interface OrdersOrderCreated {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it.
   */
  orderNumber: OrderNumber
  /**
   * How the order is processed.
   */
  path: OrderPath
  /**
   * Who buys.
   */
  customer: Customer
  /**
   * What is to be delivered.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Where the goods go.
   */
  shippingAddress: Address
  /**
   * A coupon; capitals and small letters are the same.
   */
  couponCode?: string
  /**
   * The most the customer agreed to pay; a higher quote is not charged.
   */
  expectedTotal: Money
  /**
   * How it is to be paid.
   */
  payment: {
    /**
     * Means of payment.
     */
    method: "card"
    /**
     * What the card form gave in place of the card. Never logged.
     */
    cardToken: string
  }
  /**
   * When it was placed.
   */
  placedAt: Timestamp
}

/**
 * An order is dead: failed, refused payment or cancelled. Also the command to undo what was done for it and to refuse what comes later; said again when a success for the dead order arrives.
 */
export interface OrdersOrderFailed {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it.
   */
  orderNumber: OrderNumber
  /**
   * How the order is processed.
   */
  path: OrderPath
  /**
   * How it ended.
   */
  status: ("PAYMENT_FAILED" | "FAILED" | "CANCELLED")
  /**
   * Why.
   */
  reason: FailureReason
  /**
   * The step that ended it, in the workflow's own words, such as ProcessPayment; absent where nobody's step did.
   */
  step?: string
  /**
   * Who bought.
   */
  customer: Customer
  /**
   * What was ordered.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * What was, or was to be, charged; absent where no price was made.
   */
  total?: Money
  /**
   * The checkout session it was sold in; only for a sale made at checkout, whose payment is known by it.
   */
  checkoutSessionId?: Uuid
  /**
   * The payment, where it is known.
   */
  paymentId?: Uuid
  /**
   * When it was first decided.
   */
  failedAt: Timestamp
}

/**
 * A sale stands in the order records. The answer to every copy of a sale, and what the warehouse starts from.
 */
export interface OrdersOrderRecorded {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it.
   */
  orderNumber: OrderNumber
  /**
   * The session it was sold in.
   */
  checkoutSessionId: Uuid
  /**
   * How it is processed from here; a recorded sale goes on by choreography.
   */
  path: OrderPath
  /**
   * Who bought.
   */
  customerId: CustomerId
  /**
   * What is to be delivered.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * What was charged.
   */
  total: Money
  /**
   * When the order was first recorded.
   */
  recordedAt: Timestamp
  /**
   * Where the goods go.
   */
  shippingAddress?: Address
}

/**
 * An order's status or fulfillment changed. When only the fulfillment did, from and to are the same.
 */
export interface OrdersOrderStatusChanged {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it.
   */
  orderNumber: OrderNumber
  /**
   * Rises by one with each change; the higher one is the newer.
   */
  version: number
  /**
   * The status before.
   */
  from: OrderStatus
  /**
   * The status now.
   */
  to: OrderStatus
  /**
   * The fulfillment as it stands now, if it changed.
   */
  fulfillment?: Fulfillment
  /**
   * When it changed.
   */
  changedAt: Timestamp
  /**
   * Why, in the words of whoever changed it.
   */
  reason?: TextLine
}

/**
 * An order was flagged and waits for a human to approve or reject it.
 */
export interface OrdersReviewRequested {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it.
   */
  orderNumber: OrderNumber
  /**
   * How the order is processed.
   */
  path: OrderPath
  /**
   * Who buys.
   */
  customerId: CustomerId
  /**
   * What is to be charged.
   */
  total: Money
  /**
   * Risk, from 0 (none) to 100.
   */
  score: number
  /**
   * What raised the score.
   *
   * @minItems 0
   * @maxItems 100
   */
  reasons: FailureReason[]
  /**
   * When it was flagged.
   */
  requestedAt: Timestamp
  /**
   * When it is rejected unless somebody has decided.
   */
  expiresAt: Timestamp
}

/**
 * A payment was captured.
 */
export interface PaymentPaymentCompleted {
  /**
   * The payment's id.
   */
  paymentId: Uuid
  /**
   * The order paid for; absent for a capture made at checkout, which precedes its order.
   */
  orderId?: Uuid
  /**
   * The checkout session paid for; only for a capture made at checkout.
   */
  checkoutSessionId?: Uuid
  /**
   * How the order is processed.
   */
  path: OrderPath
  /**
   * What was captured.
   */
  amount: Money
  /**
   * The key the effect was asked for under.
   */
  idempotencyKey: IdempotencyKey
  /**
   * Means of payment.
   */
  method: "card"
  /**
   * Last four digits of the card.
   */
  last4?: string
  /**
   * When the provider captured it.
   */
  completedAt: Timestamp
  /**
   * The number people use for it, where whoever asked knew it.
   */
  orderNumber?: OrderNumber
  /**
   * Who bought, where whoever asked knew it.
   */
  customerId?: CustomerId
  /**
   * What is paid for, where whoever asked knew it: what the warehouse reserves on the path of choreography.
   *
   * @minItems 1
   * @maxItems 500
   */
  items?: ItemQuantity[]
  /**
   * Where the goods go, where whoever asked knew it.
   */
  shippingAddress?: Address
}

/**
 * A payment was definitely refused and nothing was charged. An unknown outcome is never published as a failure.
 */
export interface PaymentPaymentFailed {
  /**
   * The payment's id.
   */
  paymentId: Uuid
  /**
   * The order paid for; absent for a capture made at checkout, which precedes its order.
   */
  orderId?: Uuid
  /**
   * The checkout session paid for; only for a capture made at checkout.
   */
  checkoutSessionId?: Uuid
  /**
   * How the order is processed.
   */
  path: OrderPath
  /**
   * What was to be captured.
   */
  amount: Money
  /**
   * The key the effect was asked for under.
   */
  idempotencyKey: IdempotencyKey
  /**
   * Why it was refused.
   */
  reason: FailureReason
  /**
   * When it was refused.
   */
  failedAt: Timestamp
  /**
   * The number people use for it, where whoever asked knew it.
   */
  orderNumber?: OrderNumber
  /**
   * Who bought, where whoever asked knew it.
   */
  customerId?: CustomerId
}

/**
 * A captured payment was given back, in whole or in part.
 */
export interface PaymentPaymentRefunded {
  /**
   * The payment's id.
   */
  paymentId: Uuid
  /**
   * The order paid for; absent for a capture made at checkout, which precedes its order.
   */
  orderId?: Uuid
  /**
   * The checkout session paid for; only for a capture made at checkout.
   */
  checkoutSessionId?: Uuid
  /**
   * How the order is processed.
   */
  path: OrderPath
  /**
   * What was given back.
   */
  amount: Money
  /**
   * The key the effect was asked for under.
   */
  idempotencyKey: IdempotencyKey
  /**
   * The refund's id.
   */
  refundId: Uuid
  /**
   * Why it was given back.
   */
  reason?: TextLine
  /**
   * When the provider gave it back.
   */
  refundedAt: Timestamp
}

/**
 * What the price list says of one SKU was set or changed; carries the price as it stands now.
 */
export interface PricingPriceUpdated {
  /**
   * What has the price.
   */
  sku: Sku
  /**
   * The product's name on the price list.
   */
  name: TextLine
  /**
   * Price of one, before tax and discounts.
   */
  unitPrice: Money
  /**
   * The price before; absent where there was none.
   */
  previousUnitPrice?: Money
  /**
   * What larger quantities take off.
   *
   * @maxItems 10
   */
  volumeDiscounts?: {
    /**
     * From this quantity on.
     */
    minQuantity: number
    /**
     * Hundredths of a per cent taken off the whole line.
     */
    basisPoints: number
  }[]
  /**
   * Rises by one with each change of this SKU's price; the higher one is the newer.
   */
  version: number
  /**
   * The version of the whole price list this change made; quotes name the one they were made from.
   */
  priceListVersion: number
  /**
   * When it was set.
   */
  changedAt: Timestamp
}

/**
 * A label was cancelled before the carrier took the goods.
 */
export interface ShippingShipmentCancelled {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it, where whoever asked knew it.
   */
  orderNumber?: OrderNumber
  /**
   * How the order is processed, as it was asked for.
   */
  path: OrderPath
  /**
   * Who bought, where whoever asked knew it.
   */
  customerId?: CustomerId
  /**
   * The shipment's id.
   */
  shipmentId: Uuid
  /**
   * The tracking number that is void now.
   */
  trackingNumber: TextLine
  /**
   * Why it was cancelled.
   */
  reason: TextLine
  /**
   * When it was cancelled.
   */
  cancelledAt: Timestamp
}

/**
 * A label was made; the carrier has the goods announced.
 */
export interface ShippingShipmentCreated {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it, where whoever asked knew it.
   */
  orderNumber?: OrderNumber
  /**
   * How the order is processed, as it was asked for.
   */
  path: OrderPath
  /**
   * Who bought, where whoever asked knew it.
   */
  customerId?: CustomerId
  /**
   * The shipment's id.
   */
  shipmentId: Uuid
  /**
   * Who carries the goods.
   */
  carrier: TextLine
  /**
   * The carrier's tracking number.
   */
  trackingNumber: TextLine
  /**
   * What is sent.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * When the label was made.
   */
  createdAt: Timestamp
}

/**
 * A shipment was definitely refused; nothing is sent, nor will be for this order.
 */
export interface ShippingShipmentFailed {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it, where whoever asked knew it.
   */
  orderNumber?: OrderNumber
  /**
   * How the order is processed, as it was asked for.
   */
  path: OrderPath
  /**
   * Who bought, where whoever asked knew it.
   */
  customerId?: CustomerId
  /**
   * What was to be sent.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Why.
   */
  reason: FailureReason
  /**
   * When it was refused.
   */
  failedAt: Timestamp
}

/**
 * The items of an order cannot be reserved; nothing is set aside, nor will it be for this order.
 */
export interface WarehouseInventoryRejected {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it, where whoever asked knew it.
   */
  orderNumber?: OrderNumber
  /**
   * How the order is processed, as it was asked for.
   */
  path: OrderPath
  /**
   * Who bought, where whoever asked knew it.
   */
  customerId?: CustomerId
  /**
   * What was asked for.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Why: OUT_OF_STOCK.
   */
  reason: FailureReason
  /**
   * What there is too little of.
   *
   * @minItems 1
   * @maxItems 500
   */
  missing: {
    /**
     * What is missing.
     */
    sku: Sku
    /**
     * Pieces the order asks for.
     */
    requested: number
    /**
     * Pieces that can be sold; 0 also for a SKU the warehouse does not keep.
     */
    available: number
  }[]
  /**
   * When it was decided.
   */
  rejectedAt: Timestamp
}

/**
 * Items that were set aside for an order are free again.
 */
export interface WarehouseInventoryReleased {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it, where whoever asked knew it.
   */
  orderNumber?: OrderNumber
  /**
   * How the order is processed, as it was asked for.
   */
  path: OrderPath
  /**
   * The reservation's id.
   */
  reservationId: Uuid
  /**
   * Who bought, where whoever asked knew it.
   */
  customerId?: CustomerId
  /**
   * What was set aside.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Why: HOLD_EXPIRED, which a confirmation can still take back, or ORDER_UNDONE, which is final.
   */
  reason: FailureReason
  /**
   * When they became free.
   */
  releasedAt: Timestamp
}

/**
 * All items of an order are set aside for it. On the path of choreography shipping starts from here.
 */
export interface WarehouseInventoryReserved {
  /**
   * The order's id.
   */
  orderId: Uuid
  /**
   * The number people use for it, where whoever asked knew it.
   */
  orderNumber?: OrderNumber
  /**
   * How the order is processed, as it was asked for.
   */
  path: OrderPath
  /**
   * The reservation's id.
   */
  reservationId: Uuid
  /**
   * Who bought, where whoever asked knew it.
   */
  customerId?: CustomerId
  /**
   * What is set aside.
   *
   * @minItems 1
   * @maxItems 500
   */
  items: ItemQuantity[]
  /**
   * Where the goods go, where whoever asked knew it.
   */
  shippingAddress?: Address
  /**
   * Until when the goods are held; absent where they are held until they are shipped or released.
   */
  expiresAt?: Timestamp
  /**
   * When they were set aside.
   */
  reservedAt: Timestamp
}

/**
 * What the warehouse has of one SKU changed: it was counted, reserved, freed or shipped. Carries the stock as it stands now.
 */
export interface WarehouseStockUpdated {
  /**
   * What is kept.
   */
  sku: Sku
  /**
   * Pieces in the warehouse, reserved ones included.
   */
  onHand: number
  /**
   * Pieces set aside for orders.
   */
  reserved: number
  /**
   * Pieces that can be sold: on hand less reserved.
   */
  available: number
  /**
   * Rises by one with each change of this SKU's stock; the higher one is the newer.
   */
  version: number
  /**
   * When it changed.
   */
  changedAt: Timestamp
}
