/** The workflow's steps, in their order; a failure on either path is told in their names. */
export const steps = [
  'ValidateOrder',
  'CalculatePricing',
  'RunFraudCheck',
  'ReserveInventory',
  'ProcessPayment',
  'CreateShipment',
  'FinalizeOrder',
] as const;

/** A step of processing an order. */
export type Step = (typeof steps)[number];

/**
 * The step a refused payment stands for. By events payment asks pricing and fraud itself, so its refusal can be theirs.
 */
export function stepOfRefusal(code: string): Step {
  if (code.startsWith('FRAUD_')) return 'RunFraudCheck';
  return pricingRefusals.has(code) ? 'CalculatePricing' : 'ProcessPayment';
}

/** Why pricing refuses a quote; payment passes its codes on. */
const pricingRefusals: ReadonlySet<string> = new Set([
  'PRICE_CHANGED',
  'UNKNOWN_SKU',
  'UNKNOWN_DESTINATION',
  'AMOUNT_TOO_LARGE',
  'UNKNOWN_COUPON',
  'COUPON_NOT_YET_VALID',
  'COUPON_EXPIRED',
  'COUPON_EXHAUSTED',
  'COUPON_USED_BY_CUSTOMER',
  'COUPON_MINIMUM_NOT_REACHED',
  'QUOTE_EXPIRED',
  'QUOTE_RELEASED',
]);
