import fc from 'fast-check';
import { steps } from './failing-step';
import { compareRuns, type Acted, type DryRun } from './shadow-comparison';

const total = { minor: 3025, currency: 'EUR' };
const completed: Acted = { status: 'COMPLETED', outcome: 'completed', step: undefined, code: undefined, total };
const failed = (step: string | undefined, code: string, changes: Partial<Acted> = {}): Acted => ({
  ...{ status: step === 'ProcessPayment' ? 'PAYMENT_FAILED' : 'FAILED', outcome: 'failed', step, code, total: undefined },
  ...changes,
});
const would: DryRun = { outcome: 'completed', total };
const wouldFail = (step: string, code: string): DryRun => ({ outcome: 'failed', step, code });

describe('runs that agree', () => {
  test.each<[string, Acted, DryRun]>([
    ['both complete at one price', completed, would],
    ['both fail in the same step', failed('CalculatePricing', 'PRICE_CHANGED'), wouldFail('CalculatePricing', 'PRICE_CHANGED')],
    ['one was compensated, which a dry run cannot be', failed('CreateShipment', 'NO', { outcome: 'compensated' }), wouldFail('CreateShipment', 'NO')],
    ['one ended before it had a price', failed('CalculatePricing', 'UNKNOWN_SKU'), { ...wouldFail('CalculatePricing', 'UNKNOWN_SKU'), total }],
    [
      'both ran out of time in one step',
      failed('CreateShipment', 'STANDSTILL', { outcome: 'timed_out' }),
      { outcome: 'timed_out', step: 'CreateShipment' },
    ],
  ])('when %s, then nothing is found', (_name, acted, dry) => {
    expect(compareRuns(acted, dry)).toEqual([]);
  });
});

describe('runs that differ as they are made to', () => {
  test.each<[string, Acted, DryRun]>([
    ['review_instead_of_refusal', failed('RunFraudCheck', 'FRAUD_REVIEW'), { outcome: 'review', step: 'RunFraudCheck', code: 'FRAUD_REVIEW' }],
    ['ended_by_person', failed(undefined, 'CANCELLED_BY_CUSTOMER', { status: 'CANCELLED' }), would],
    ['ended_by_person', failed(undefined, 'CANCELLED_BY_CUSTOMER', { status: 'CANCELLED' }), wouldFail('ReserveInventory', 'OUT_OF_STOCK')],
    ['ended_by_person', failed(undefined, 'BY_OPERATOR'), would],
    ['refusal_not_foreseeable', failed('ProcessPayment', 'CARD_DECLINED'), would],
    ['refusal_not_foreseeable', failed('CreateShipment', 'UNDELIVERABLE', { outcome: 'compensated' }), would],
    ['stock_looked_at_earlier', failed('ReserveInventory', 'OUT_OF_STOCK', { outcome: 'compensated' }), would],
    ['stock_looked_at_earlier', failed('ReserveInventory', 'OUT_OF_STOCK'), wouldFail('ValidateOrder', 'OUT_OF_STOCK')],
    ['stock_looked_at_earlier', failed('ProcessPayment', 'CARD_DECLINED'), wouldFail('ValidateOrder', 'OUT_OF_STOCK')],
    ['stock_looked_at_earlier', completed, wouldFail('ValidateOrder', 'OUT_OF_STOCK')],
    ['eligibility_not_asked', completed, wouldFail('ValidateOrder', 'CUSTOMER_BLOCKED')],
    ['eligibility_not_asked', failed('ProcessPayment', 'CARD_DECLINED'), wouldFail('ValidateOrder', 'CUSTOMER_BLOCKED')],
    ['own_effect_seen', failed('CreateShipment', 'UNDELIVERABLE', { outcome: 'compensated' }), wouldFail('ProcessPayment', 'PAYMENT_VOIDED')],
    ['own_effect_seen', completed, wouldFail('CalculatePricing', 'COUPON_USED_BY_CUSTOMER')],
  ])('when it is %s, then it is named so and held against nobody', (kind, acted, dry) => {
    expect(compareRuns(acted, dry)).toEqual([{ kind, byDesign: true }]);
  });
});

describe('runs that differ and should not', () => {
  test.each<[string, Acted, DryRun, string]>([
    ['it would be flagged, and was completed', completed, { outcome: 'review', step: 'RunFraudCheck', code: 'FRAUD_REVIEW', total }, 'outcome'],
    [
      'it would be rejected, and was charged before it was sold out',
      failed('ReserveInventory', 'OUT_OF_STOCK'),
      wouldFail('RunFraudCheck', 'FRAUD_REJECTED'),
      'failing_step',
    ],
    ['the card would be refused, and was charged', completed, wouldFail('ProcessPayment', 'CARD_DECLINED'), 'outcome'],
    ['it was too dear, and would not be', failed('CalculatePricing', 'PRICE_CHANGED'), would, 'outcome'],
    ['it failed in another step', failed('CalculatePricing', 'PRICE_CHANGED'), wouldFail('RunFraudCheck', 'FRAUD_REJECTED'), 'failing_step'],
    ['it stood still, which no refusal explains', failed('ProcessPayment', 'STANDSTILL', { outcome: 'timed_out' }), would, 'outcome'],
    ['the dry run got no answer', completed, { outcome: 'timed_out', step: 'ValidateOrder', code: 'STEP_TIMED_OUT' }, 'outcome'],
    [
      'the dry run got no answer, and the order was refused',
      failed('ValidateOrder', 'X'),
      { outcome: 'timed_out', step: 'ValidateOrder', code: 'STEP_TIMED_OUT' },
      'outcome',
    ],
  ])('when %s, then that is a discrepancy', (_name, acted, dry, kind) => {
    expect(compareRuns(acted, dry)).toEqual([{ kind, byDesign: false }]);
  });

  test.each([
    { minor: 3026, currency: 'EUR' },
    { minor: 3025, currency: 'USD' },
  ])('when the total is another, then that is one too, beside any other', (other) => {
    expect(compareRuns(completed, { ...would, total: other })).toEqual([{ kind: 'total', byDesign: false }]);
    const differs = compareRuns({ ...completed, total }, { ...wouldFail('ProcessPayment', 'NO'), total: other });
    expect(differs.map(({ kind }) => kind)).toEqual(['outcome', 'total']);
  });
});

test('when any two runs are compared, then they agree exactly where end, failing step and price are the same', () => {
  const step = fc.option(fc.constantFrom(...steps), { nil: undefined });
  const code = fc.constantFrom('OUT_OF_STOCK', 'FRAUD_REVIEW', 'FRAUD_REJECTED', 'CARD_DECLINED', 'PAYMENT_VOIDED', 'STANDSTILL', undefined);
  const price = fc.option(fc.record({ minor: fc.constantFrom(1, 2), currency: fc.constant('EUR') }), { nil: undefined });
  const status = fc.constantFrom('COMPLETED', 'FAILED', 'PAYMENT_FAILED', 'CANCELLED');
  const acted = fc.record({ status, outcome: fc.constantFrom('completed', 'failed', 'compensated', 'timed_out'), step, code, total: price });
  const dry = fc.record({ outcome: fc.constantFrom('completed', 'failed', 'review', 'timed_out'), step, code, total: price });
  fc.assert(
    fc.property(acted, dry, (a, d) => {
      const end = a.outcome === 'compensated' ? 'failed' : a.outcome;
      const samePrice = a.total === undefined || d.total === undefined || a.total.minor === d.total.minor;
      const found = compareRuns(a, d as DryRun);
      expect(found.length === 0).toBe(end === d.outcome && a.step === d.step && samePrice);
      expect(new Set(found.map(({ kind }) => kind)).size).toBe(found.length);
    }),
  );
});
