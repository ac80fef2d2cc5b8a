import { capturedPayment, pendingPayment } from './example-payments.js';
import type { PaymentStatus } from './payment.js';
import { needsProviderVoid, settleVoid } from './void.js';

const settlement = (returnedMinor: number) => ({ outcome: { returnedMinor }, reason: 'The sale was not made.', refundId: 'r-1' });

describe('a void', () => {
  test.each<[PaymentStatus, boolean]>([
    ['PENDING', true],
    ['CAPTURED', true],
    ['PARTIALLY_REFUNDED', true],
    ['DECLINED', false],
    ['REFUNDED', false],
    ['VOIDED', false],
  ])('when the payment is %s, then asking the provider is needed: %s', (status, needed) => {
    expect(needsProviderVoid(pendingPayment({ status }))).toBe(needed);
  });

  test('when there is no payment, then the provider is not asked', () => {
    expect(needsProviderVoid(undefined)).toBe(false);
  });
});

describe('the answer to a void', () => {
  test('when a captured payment was given back, then one refund stands for it and is told', () => {
    const { payment, refund, facts } = settleVoid(capturedPayment(), settlement(2500));
    expect(payment).toMatchObject({ status: 'VOIDED', refundedMinor: 2500, refundClaimedMinor: 2500 });
    expect(refund).toMatchObject({ id: 'r-1', origin: { type: 'void' }, amount: { minor: 2500 }, status: 'SUCCEEDED' });
    expect(facts).toEqual([{ type: 'refunded', refundId: 'r-1', amount: { minor: 2500, currency: 'EUR' }, reason: 'The sale was not made.' }]);
  });

  test('when the payment was still pending, then it ends without a word, for its completion was never told', () => {
    const { payment, refund, facts } = settleVoid(pendingPayment(), settlement(2500));
    expect(payment).toMatchObject({ status: 'VOIDED', capture: undefined, refundedMinor: 0 });
    expect([refund, facts]).toEqual([undefined, []]);
  });

  test('when refunds had taken everything before, then no further refund is told', () => {
    const claimed = capturedPayment({ refundClaimedMinor: 2500 });
    expect(settleVoid(claimed, settlement(0))).toMatchObject({ payment: { status: 'VOIDED' }, refund: undefined, facts: [] });
  });

  test.each([capturedPayment({ status: 'VOIDED' }), pendingPayment({ status: 'DECLINED' })])(
    'when the payment is $status already, then nothing changes',
    (payment) => {
      expect(settleVoid(payment, settlement(2500))).toEqual({ payment, refund: undefined, facts: [] });
    },
  );
});
