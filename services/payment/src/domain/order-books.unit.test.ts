import fc from 'fast-check';
import { chargeOutcome, settleCharge, type ChargeOutcome } from './charge.js';
import { pendingPayment } from './example-payments.js';
import type { Payment, PaymentFact } from './payment.js';
import { needsProviderVoid, settleVoid } from './void.js';

/** What becomes of the charge at the provider. */
type Fate = 'captured' | 'declined' | 'lost after' | 'lost before' | 'late' | 'refused before';
/** One thing that may happen next, in any order and any number of times. */
const steps = ['created', 'charge', 'answer', 'late capture', 'undo', 'void', 'void answer'] as const;
type Step = (typeof steps)[number];

const total = { minor: 2500, currency: 'EUR' };
const declined = { code: 'CARD_DECLINED', message: 'No.' };
const history = fc.array(fc.constantFrom<Step>(...steps), { maxLength: 40, size: 'max' });
const fates = fc.constantFrom<Fate>('captured', 'declined', 'lost after', 'lost before', 'late', 'refused before');

/** One order at payment, beside a provider that keeps its promises; answers travel, are lost and come late. */
class World {
  payment: Payment | undefined;
  tombstoned = false;
  readonly facts: PaymentFact[] = [];
  private attempts = 0;
  private late = false;
  private answer: ChargeOutcome | undefined;
  private voidAnswer: number | undefined;
  private voidWanted = false;
  private taken: number | undefined;
  private barred: number | undefined;
  captures = 0;
  held = 0;

  constructor(private readonly fate: Fate) {}

  run(step: Step): void {
    if (step === 'created' && !this.tombstoned) this.payment ??= pendingPayment({ amount: total });
    if (step === 'charge' && this.payment) this.charge();
    if (step === 'answer' && this.answer) this.settle(this.answer);
    if (step === 'late capture' && this.late) this.capture();
    if (step === 'undo') this.undo();
    if (step === 'void' && this.voidWanted) this.voidAtProvider();
    if (step === 'void answer' && this.voidAnswer !== undefined) this.settleVoid(this.voidAnswer);
  }

  /** Lets everything that is under way come to its end. */
  finish(): void {
    for (let round = 0; round < 3; round += 1)
      for (const step of ['charge', 'late capture', 'charge', 'answer', 'void', 'void answer'] as const) this.run(step);
  }

  private capture(): boolean {
    if (this.barred !== undefined) return false;
    if (this.taken !== undefined) return true;
    this.taken = total.minor;
    this.held = total.minor;
    this.captures += 1;
    return true;
  }

  private charge(): void {
    if (this.answer) return;
    this.attempts += 1;
    if (this.tombstoned) this.answer = { type: 'voided' };
    else if (this.taken !== undefined) this.answer = this.captured();
    else if (this.fate === 'refused before') this.answer = { type: 'refused', reason: declined, amount: undefined };
    else if (this.fate === 'declined')
      this.answer = this.barred === undefined ? chargeOutcome({ type: 'declined', reason: declined }, total) : { type: 'voided' };
    else if (this.fate === 'late') this.late = true;
    else this.captureNow();
  }

  private captureNow(): void {
    const first = this.attempts === 1;
    if (this.fate === 'lost before' && first) return;
    const outcome = this.capture() ? this.captured() : ({ type: 'voided' } as const);
    if (this.fate === 'lost after' && first) return;
    this.answer = outcome;
  }

  private captured(): ChargeOutcome {
    return { type: 'captured', captureId: 'ch', card: { brand: 'visa', last4: '4242' }, amount: total };
  }

  private settle(outcome: ChargeOutcome): void {
    if (!this.payment) return;
    const { payment, facts } = settleCharge(this.payment, { outcome, tombstoned: this.tombstoned, now: new Date() });
    this.payment = payment;
    this.facts.push(...facts);
  }

  private undo(): void {
    this.tombstoned = true;
    if (needsProviderVoid(this.payment)) this.voidWanted = true;
  }

  private voidAtProvider(): void {
    this.barred ??= this.held;
    this.held = 0;
    this.voidAnswer = this.barred;
  }

  private settleVoid(returnedMinor: number): void {
    if (!this.payment) return;
    const { payment, facts } = settleVoid(this.payment, { outcome: { returnedMinor }, reason: 'x', refundId: 'v' });
    this.payment = payment;
    this.facts.push(...facts);
  }
}

const sumTold = (facts: readonly PaymentFact[]): number => facts.reduce((sum, fact) => sum + (fact.type === 'refunded' ? fact.amount.minor : 0), 0);
const count = (facts: readonly PaymentFact[], type: PaymentFact['type']): number => facts.filter((fact) => fact.type === type).length;

test('when charge, undo and their copies come in any order, then no order is charged twice and a dead one keeps nothing', () => {
  fc.assert(
    fc.property(fates, history, (fate, happening) => {
      const world = new World(fate);
      happening.forEach((step) => world.run(step));
      world.finish();
      const stands = world.payment?.status === 'CAPTURED';
      expect(world.captures).toBeLessThanOrEqual(1);
      // What the provider keeps is what the order that stands is worth.
      expect(world.held).toBe(stands ? total.minor : 0);
      if (world.tombstoned) expect(world.held).toBe(0);
      // What was told adds up to the same: completed, less what went back.
      expect(count(world.facts, 'completed') * total.minor - sumTold(world.facts)).toBe(world.held);
      expect(count(world.facts, 'completed') + count(world.facts, 'failed')).toBeLessThanOrEqual(1);
      if (!world.tombstoned && world.payment)
        expect(world.payment.status).toBe(fate === 'declined' || fate === 'refused before' ? 'DECLINED' : 'CAPTURED');
    }),
    { numRuns: 2_000 },
  );
});
