import { decideCapture, settleCapture } from './capture.js';
import { capturedPayment, pendingPayment } from './example-payments.js';

const now = new Date('2026-03-14T09:27:00.000Z');
const captured = { type: 'captured', captureId: 'ch_9', card: { brand: 'visa', last4: '4242' }, amount: { minor: 2500, currency: 'EUR' } } as const;
const declined = { type: 'declined', reason: { code: 'CARD_DECLINED', message: 'The issuer declined the card.' } } as const;

describe('a capture request', () => {
  test('when its key is new, then a payment is opened', () => {
    expect(decideCapture({ payment: undefined, tombstoned: false }, 'hash-1')).toEqual({ type: 'open' });
  });

  test.each([pendingPayment(), capturedPayment(), pendingPayment({ status: 'DECLINED', decline: declined.reason })])(
    'when its key has a payment $status for the same request, then that one is answered again',
    (payment) => {
      expect(decideCapture({ payment, tombstoned: false }, 'hash-1')).toEqual({ type: 'repeat', payment });
    },
  );

  test('when its key stands for another request, then it is refused as reused', () => {
    const state = { payment: capturedPayment(), tombstoned: false };
    expect(decideCapture(state, 'hash-2')).toEqual({ type: 'refuse', why: 'key_reused' });
  });

  test.each([undefined, pendingPayment(), capturedPayment()])('when its key has a tombstone, then it is refused as voided', (payment) => {
    expect(decideCapture({ payment, tombstoned: true }, 'hash-1')).toEqual({ type: 'refuse', why: 'voided' });
  });
});

describe('the answer to a capture', () => {
  test('when the money was taken, then the payment is captured and completed is told', () => {
    const { payment, facts } = settleCapture(pendingPayment(), captured, now);
    expect(payment).toMatchObject({ status: 'CAPTURED', capture: { id: 'ch_9', at: now } });
    expect(facts).toEqual([{ type: 'completed' }]);
  });

  test('when the card was refused, then the payment is declined and failed is told with the reason', () => {
    const { payment, facts } = settleCapture(pendingPayment(), declined, now);
    expect(payment).toMatchObject({ status: 'DECLINED', capture: undefined, decline: declined.reason });
    expect(facts).toEqual([{ type: 'failed', reason: declined.reason }]);
  });

  test('when the provider had voided the key, then the payment is voided and nothing is told', () => {
    const { payment, facts } = settleCapture(pendingPayment(), { type: 'voided' }, now);
    expect(payment.status).toBe('VOIDED');
    expect(facts).toEqual([]);
  });

  test.each([capturedPayment(), pendingPayment({ status: 'VOIDED' })])(
    'when the payment is $status already, then a late answer changes and tells nothing',
    (payment) => {
      expect(settleCapture(payment, captured, now)).toEqual({ payment, facts: [] });
      expect(settleCapture(payment, declined, now)).toEqual({ payment, facts: [] });
    },
  );
});
