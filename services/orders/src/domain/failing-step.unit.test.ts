import { stepOfRefusal, steps } from './failing-step';

test.each([
  ['FRAUD_REJECTED', 'RunFraudCheck'],
  ['FRAUD_REVIEW', 'RunFraudCheck'],
  ['PRICE_CHANGED', 'CalculatePricing'],
  ['UNKNOWN_SKU', 'CalculatePricing'],
  ['COUPON_EXHAUSTED', 'CalculatePricing'],
  ['QUOTE_EXPIRED', 'CalculatePricing'],
  ['CARD_DECLINED', 'ProcessPayment'],
  ['INSUFFICIENT_FUNDS', 'ProcessPayment'],
  ['NEVER_HEARD_OF', 'ProcessPayment'],
])('when payment is refused as %s, then the step that failed is %s', (code, step) => {
  expect(stepOfRefusal(code)).toBe(step);
  expect(steps).toContain(step);
});
