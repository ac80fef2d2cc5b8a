import fc from 'fast-check';
import { chargeOutcome, orderKey, refuseByPrice, refuseByRisk, settleCharge, type ChargeOutcome } from './charge.js';
import { capturedPayment, pendingPayment } from './example-payments.js';
import { settleVoid } from './void.js';

const now = new Date('2026-03-14T09:27:00.000Z');
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const expected = eur(2500);
const reason = { code: 'CARD_DECLINED', message: 'The issuer declined the card.' };
const captured = { type: 'captured', captureId: 'ch_9', card: { brand: 'visa', last4: '4242' }, amount: eur(2400) } as const;
const settle = (outcome: ChargeOutcome, tombstoned = false) => settleCharge(pendingPayment(), { outcome, tombstoned, now });

test('when an order is charged, then its key is its id and the first attempt', () => {
  expect(orderKey('o-1')).toBe('o-1:1');
});

describe('the price', () => {
  test('when it is at most what was agreed to, then it may be charged; above, never', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (price, agreed) => {
        const refused = refuseByPrice(eur(price), eur(agreed));
        expect(refused?.code).toBe(price <= agreed ? undefined : 'PRICE_CHANGED');
      }),
    );
  });

  test('when it is in other money, then it is refused, however little it is', () => {
    expect(refuseByPrice({ minor: 0, currency: 'USD' }, expected)).toMatchObject({ code: 'PRICE_CHANGED' });
  });
});

describe('the risk', () => {
  test.each([
    ['approve', undefined],
    ['review', 'FRAUD_REVIEW'],
    ['reject', 'FRAUD_REJECTED'],
  ] as const)('when fraud says %s, then it is %s', (decision, code) => {
    expect(refuseByRisk({ decision, reasons: [] })?.code).toBe(code);
  });

  test('when fraud says why, then the first reason is told', () => {
    expect(refuseByRisk({ decision: 'reject', reasons: [{ code: 'A', message: 'First.' }, reason] })?.message).toBe('First.');
  });
});

describe('the end of a charge', () => {
  test('when it was captured, then the payment is of what was taken and completed is told, also for a dead order', () => {
    for (const tombstoned of [false, true]) {
      const { payment, facts } = settle(captured, tombstoned);
      expect([payment.status, payment.amount, facts]).toEqual(['CAPTURED', eur(2400), [{ type: 'completed' }]]);
    }
  });

  test('when it cost nothing, then it is completed without a capture, and undone with a refund of nothing', () => {
    const { payment, facts } = settle({ type: 'free', amount: eur(0) });
    expect([payment.status, payment.amount.minor, payment.capture, facts]).toEqual(['CAPTURED', 0, undefined, [{ type: 'completed' }]]);
    const undone = settleVoid(payment, { outcome: { returnedMinor: 0 }, reason: 'x', refundId: 'r-1' });
    expect([undone.payment.status, undone.facts]).toEqual(['VOIDED', [{ type: 'refunded', refundId: 'r-1', amount: eur(0), reason: 'x' }]]);
  });

  test.each([undefined, eur(2600)])('when it was refused with the total %j, then failed is told with it, else with the most there was', (amount) => {
    const { payment, facts } = settle({ type: 'refused', reason, amount });
    expect([payment.status, payment.decline, payment.amount, facts]).toEqual(['DECLINED', reason, amount ?? expected, [{ type: 'failed', reason }]]);
  });

  test('when it was refused and its order is dead, then it ends without a word', () => {
    const { payment, facts } = settle({ type: 'refused', reason, amount: undefined }, true);
    expect([payment.status, facts]).toEqual(['VOIDED', []]);
  });

  test('when the payment is settled already, then a late answer changes and tells nothing', () => {
    const outcomes: ChargeOutcome[] = [
      captured,
      { type: 'voided' },
      { type: 'free', amount: eur(0) },
      { type: 'refused', reason, amount: undefined },
    ];
    for (const payment of [capturedPayment(), pendingPayment({ status: 'VOIDED' })]) {
      for (const outcome of outcomes) expect(settleCharge(payment, { outcome, tombstoned: true, now })).toEqual({ payment, facts: [] });
    }
  });

  test('when the provider declines, then that is a refusal of the total', () => {
    expect(chargeOutcome({ type: 'declined', reason }, eur(1))).toEqual({ type: 'refused', reason, amount: eur(1) });
    expect(chargeOutcome(captured, eur(1))).toBe(captured);
  });
});
