import fc from 'fast-check';
import { settleCapture } from './capture.js';
import { pendingPayment } from './example-payments.js';
import type { CaptureOutcome, Payment, PaymentFact, Refund, RefundOutcome } from './payment.js';
import { decideRefund, settleRefund } from './refund.js';
import { settleVoid } from './void.js';

/** One thing that may happen next; indices are taken modulo what there is. */
type Step =
  | { readonly type: 'ask refund'; readonly minor: number | undefined }
  | { readonly type: 'provider refunds' | 'settle refund'; readonly index: number }
  | { readonly type: 'provider captures' | 'settle capture' | 'provider voids' | 'settle void' };

const amount = { minor: 1000, currency: 'EUR' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('ask refund' as const), minor: fc.option(fc.integer({ min: 1, max: 1200 }), { nil: undefined }) }),
  fc.record({ type: fc.constantFrom('provider refunds' as const, 'settle refund' as const), index: fc.nat(20) }),
  fc.record({ type: fc.constantFrom('provider captures' as const, 'settle capture' as const, 'provider voids' as const, 'settle void' as const) }),
);

/** Long enough for a refund and a void to cross each other after a capture. */
const history = fc.array(step, { maxLength: 60, size: 'max' });

/** A provider that keeps its promises, beside the payment that hears of its answers at any later time, or twice. */
class World {
  payment: Payment = pendingPayment({ amount });
  readonly refunds: Refund[] = [];
  readonly facts: PaymentFact[] = [];
  private readonly answers = new Map<string, RefundOutcome>();
  private capture: CaptureOutcome | undefined;
  private voidReturned: number | undefined;
  held = 0;
  taken = 0;

  run(next: Step): void {
    if (next.type === 'ask refund') return this.askRefund(next.minor);
    if (next.type === 'provider refunds') return this.refundAtProvider(next.index);
    if (next.type === 'settle refund') return this.settleRefund(next.index);
    if (next.type === 'provider captures') return this.captureAtProvider();
    if (next.type === 'settle capture') return this.settleCapture();
    return next.type === 'provider voids' ? this.voidAtProvider() : this.settleVoid();
  }

  /** Lets every call that is under way come to its end. */
  finish(): void {
    this.captureAtProvider();
    this.settleCapture();
    this.refunds.forEach((_refund, index) => {
      this.refundAtProvider(index);
      this.settleRefund(index);
    });
    this.settleVoid();
  }

  private askRefund(minor: number | undefined): void {
    const request = { requestHash: 'h', amount: minor === undefined ? undefined : { ...amount, minor } };
    const decision = decideRefund({ payment: this.payment, existing: undefined, tombstoned: false }, request);
    if (decision.type !== 'open') return;
    this.payment = decision.payment;
    const id = `r-${this.refunds.length}`;
    const origin = { type: 'refund', key: id, requestHash: 'h' } as const;
    this.refunds.push({ id, paymentId: this.payment.id, origin, amount: decision.amount, reason: 'x', status: 'PENDING', refusalReason: undefined });
  }

  private captureAtProvider(): void {
    if (this.capture) return;
    if (this.voidReturned !== undefined) {
      this.capture = { type: 'voided' };
      return;
    }
    this.capture = { type: 'captured', captureId: 'ch', card: { brand: 'visa', last4: '4242' }, amount };
    this.held = amount.minor;
    this.taken = amount.minor;
  }

  private settleCapture(): void {
    if (!this.capture) return;
    const { payment, facts } = settleCapture(this.payment, this.capture, new Date());
    this.payment = payment;
    this.facts.push(...facts);
  }

  private refundAtProvider(index: number): void {
    const refund = this.refunds[index % Math.max(1, this.refunds.length)];
    if (!refund || this.answers.has(refund.id)) return;
    const enough = refund.amount.minor <= this.held;
    if (enough) this.held -= refund.amount.minor;
    this.answers.set(refund.id, enough ? { type: 'refunded' } : { type: 'refused', reason: 'more than is left' });
  }

  private settleRefund(index: number): void {
    const position = index % Math.max(1, this.refunds.length);
    const asked = this.refunds[position];
    const answer = asked && this.answers.get(asked.id);
    if (!asked || !answer) return;
    const { payment, refund, facts } = settleRefund(this.payment, asked, answer);
    this.payment = payment;
    this.refunds[position] = refund;
    this.facts.push(...facts);
  }

  private voidAtProvider(): void {
    if (this.voidReturned !== undefined) return;
    this.voidReturned = this.held;
    this.held = 0;
  }

  private settleVoid(): void {
    if (this.voidReturned === undefined) return;
    const outcome = { returnedMinor: this.voidReturned };
    const { payment, facts } = settleVoid(this.payment, { outcome, reason: 'x', refundId: 'v' });
    this.payment = payment;
    this.facts.push(...facts);
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const told = (world: World): number => sum(world.facts.map((fact) => (fact.type === 'refunded' ? fact.amount.minor : 0)));

describe('the books of a payment', () => {
  test('when captures, refunds and voids come in any order, then never more is given back than was taken', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const world = new World();
        for (const next of steps) {
          world.run(next);
          const { refundedMinor, refundClaimedMinor } = world.payment;
          expect(refundedMinor).toBeGreaterThanOrEqual(0);
          expect(refundedMinor).toBeLessThanOrEqual(refundClaimedMinor);
          expect(refundClaimedMinor).toBeLessThanOrEqual(amount.minor);
          expect(told(world)).toBeLessThanOrEqual(world.taken);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('when every call has come to its end, then the books agree with the provider', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const world = new World();
        steps.forEach((next) => world.run(next));
        world.finish();
        const completed = world.facts.filter((fact) => fact.type === 'completed').length;
        expect(completed).toBeLessThanOrEqual(1);
        // A payment that ended voided before its capture was known told nothing, and holds nothing.
        expect(told(world)).toBe(completed === 1 ? world.taken - world.held : 0);
        expect(world.payment.refundedMinor).toBe(told(world));
        if (completed === 0) expect(world.held).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
