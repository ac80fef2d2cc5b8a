import { capturedPayment, pendingPayment, pendingRefund } from './example-payments.js';
import type { Payment } from './payment.js';
import { decideRefund, settleRefund, type RefundRefusal } from './refund.js';

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const ask = (payment: Payment, minor?: number) =>
  decideRefund(
    { payment, existing: undefined, tombstoned: false },
    { requestHash: 'refund-hash-1', amount: minor === undefined ? undefined : eur(minor) },
  );

describe('a refund request', () => {
  test('when it names a part, then that part is set aside at once', () => {
    expect(ask(capturedPayment(), 900)).toMatchObject({ type: 'open', amount: eur(900), payment: { refundClaimedMinor: 900, refundedMinor: 0 } });
  });

  test('when it names no amount, then it is for all that is left', () => {
    expect(ask(capturedPayment({ refundClaimedMinor: 900 }))).toMatchObject({ type: 'open', amount: eur(1600) });
  });

  test.each<[string, Payment, number | undefined, RefundRefusal]>([
    ['exceeds what is left', capturedPayment({ refundClaimedMinor: 900 }), 1601, 'exceeds_payment'],
    ['finds nothing left', capturedPayment({ refundClaimedMinor: 2500 }), undefined, 'nothing_left'],
    ['meets an undecided payment', pendingPayment(), 1, 'payment_pending'],
    ['meets a declined payment', pendingPayment({ status: 'DECLINED' }), 1, 'not_captured'],
    ['meets a voided payment', capturedPayment({ status: 'VOIDED' }), 1, 'voided'],
  ])('when it %s, then it is refused', (_title, payment, minor, why) => {
    expect(ask(payment, minor)).toEqual({ type: 'refuse', why });
  });

  test('when it names another currency, then it is refused', () => {
    const state = { payment: capturedPayment(), existing: undefined, tombstoned: false };
    const request = { requestHash: 'h', amount: { minor: 1, currency: 'USD' } };
    expect(decideRefund(state, request)).toEqual({ type: 'refuse', why: 'other_currency' });
  });

  test('when the payment is being voided, then it is refused', () => {
    const state = { payment: capturedPayment(), existing: undefined, tombstoned: true };
    expect(decideRefund(state, { requestHash: 'h', amount: undefined })).toEqual({ type: 'refuse', why: 'voided' });
  });

  test('when its key stands for the same request, then that refund is answered again', () => {
    const existing = pendingRefund(900);
    const state = { payment: capturedPayment(), existing, tombstoned: false };
    expect(decideRefund(state, { requestHash: 'refund-hash-1', amount: eur(900) })).toEqual({ type: 'repeat', refund: existing });
    expect(decideRefund(state, { requestHash: 'other', amount: eur(901) })).toEqual({ type: 'refuse', why: 'key_reused' });
  });
});

describe('the answer to a refund', () => {
  const claimed = capturedPayment({ refundClaimedMinor: 900 });

  test('when a part was given back, then the payment is partially refunded and it is told', () => {
    const { payment, refund, facts } = settleRefund(claimed, pendingRefund(900), { type: 'refunded' });
    expect(payment).toMatchObject({ status: 'PARTIALLY_REFUNDED', refundedMinor: 900 });
    expect(refund.status).toBe('SUCCEEDED');
    expect(facts).toEqual([{ type: 'refunded', refundId: 'refund-of-900', amount: eur(900), reason: 'Damaged.' }]);
  });

  test('when the rest was given back, then the payment is refunded', () => {
    const almost = capturedPayment({ status: 'PARTIALLY_REFUNDED', refundClaimedMinor: 2500, refundedMinor: 1600 });
    expect(settleRefund(almost, pendingRefund(900), { type: 'refunded' }).payment.status).toBe('REFUNDED');
  });

  test('when it was refused, then its sum is free again and nothing is told', () => {
    const { payment, refund, facts } = settleRefund(claimed, pendingRefund(900), { type: 'refused', reason: 'too old' });
    expect(payment).toMatchObject({ status: 'CAPTURED', refundClaimedMinor: 0 });
    expect(refund).toMatchObject({ status: 'REFUSED', refusalReason: 'too old' });
    expect(facts).toEqual([]);
  });

  test('when the refund is settled already, then a second answer changes and tells nothing', () => {
    const done = pendingRefund(900, { status: 'SUCCEEDED' });
    expect(settleRefund(claimed, done, { type: 'refunded' })).toEqual({ payment: claimed, refund: done, facts: [] });
  });
});
