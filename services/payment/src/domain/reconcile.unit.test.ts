import fc from 'fast-check';
import { capturedPayment, pendingPayment } from './example-payments.js';
import { compareBooks, type Compared } from './reconcile.js';

const key = 'k1';
const entry = (minor: number, refundedMinor = 0) => ({
  ...{ key, captureId: 'ch_1', captured: { minor, currency: 'EUR' }, refundedMinor, at: new Date('2026-03-14T09:26:54.000Z') },
});
const compare = (changes: Partial<Compared>) =>
  compareBooks({ key, payment: undefined, entry: undefined, tombstoned: false, settled: true, ...changes });

test.each<[string, Partial<Compared>, string | undefined]>([
  ['both hold the same', { payment: capturedPayment(), entry: entry(2500) }, undefined],
  ['nobody knows the key', {}, undefined],
  ['a refused payment is in no book', { payment: pendingPayment({ status: 'DECLINED' }) }, undefined],
  ['a voided one went back', { payment: pendingPayment({ status: 'VOIDED' }), entry: entry(2500, 2500) }, undefined],
  ['nobody here asked for it', { entry: entry(100) }, 'ORPHAN_CAPTURE'],
  ['nobody here asked for it, and it went back', { entry: entry(100, 100) }, undefined],
  ['the payment was refused', { payment: pendingPayment({ status: 'DECLINED' }), entry: entry(2500) }, 'ORPHAN_CAPTURE'],
  ['the payment was voided', { payment: pendingPayment({ status: 'VOIDED' }), entry: entry(2500, 2499) }, 'ORPHAN_CAPTURE'],
  ['it holds more', { payment: capturedPayment({ refundedMinor: 500 }), entry: entry(2500) }, 'HELD_TOO_MUCH'],
  ['it holds less', { payment: capturedPayment(), entry: entry(2500, 1) }, 'HELD_TOO_LITTLE'],
  ['it holds nothing', { payment: capturedPayment() }, 'HELD_TOO_LITTLE'],
  ['nobody knows the outcome', { payment: pendingPayment() }, 'UNDECIDED'],
  ['nobody knows whether it was undone', { payment: pendingPayment(), tombstoned: true }, 'NOT_UNDONE'],
  ['the order is dead', { payment: capturedPayment(), entry: entry(2500), tombstoned: true }, 'NOT_UNDONE'],
  [
    'the order is dead and it went back',
    { payment: capturedPayment({ refundedMinor: 2500 }), entry: entry(2500, 2500), tombstoned: true },
    undefined,
  ],
])('when %s, then the finding is right', (_what, changes, kind) => {
  expect(compare(changes)?.kind).toBe(kind);
});

test('when a payment is still moving, then nothing is held against it', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), fc.boolean(), (captured, refunded, tombstoned) => {
      const payment = capturedPayment();
      expect(compare({ payment, entry: entry(captured, Math.min(captured, refunded)), tombstoned, settled: false })).toBeUndefined();
    }),
  );
});

test('when both hold the same sum, then it is never a difference; when not, it always is', () => {
  fc.assert(
    fc.property(fc.nat(2500), fc.nat(2500), (ours, theirs) => {
      const finding = compare({ payment: capturedPayment({ refundedMinor: ours }), entry: entry(2500, theirs) });
      expect(finding === undefined).toBe(ours === theirs);
    }),
  );
});
