import fc from 'fast-check';
import { decideCancel, settleCancel, type CancelOutcome } from './cancel';
import { decideRepeat, settleCreate, type CreateOutcome } from './create';
import { askedAt, exampleLabel, pendingShipment } from './example-shipments';
import type { Settled, Shipment, ShipmentFact, Standing } from './shipment';

/** One thing that may happen next to an order; a call is chosen by `index` modulo those under way. */
interface Step {
  readonly type:
    | 'ask'
    | 'die'
    | 'send create'
    | 'create arrives'
    | 'create answers'
    | 'create is lost'
    | 'give up'
    | 'send cancel'
    | 'cancel arrives'
    | 'cancel answers'
    | 'cancel is lost';
  readonly index: number;
  /** What the carrier says to a key it does not know, or to a cancellation of a label. */
  readonly refuses: boolean;
}

const types: readonly Step['type'][] = [
  ...(['ask', 'die', 'send create', 'create arrives', 'create answers', 'create is lost', 'give up'] as const),
  ...(['send cancel', 'cancel arrives', 'cancel answers', 'cancel is lost'] as const),
];
const step: fc.Arbitrary<Step> = fc.record({ type: fc.constantFrom(...types), index: fc.nat(5), refuses: fc.boolean() });
const history = fc.array(step, { maxLength: 60, size: 'max' });
const refusal = { code: 'NO', message: 'No.' };

/** A call that was sent: `outcome` is set once it reached the carrier. */
interface Call<Outcome> {
  outcome: Outcome | undefined;
  /** Of the cancellation it was sent for: an answer to an earlier round finds that one settled. */
  readonly round: number;
}

/** One order, its intents, and a carrier that keeps its promises beside calls that are late, doubled and lost. */
class World {
  standing: Standing;
  dead = false;
  asked = false;
  /** What the carrier has under the order's key. */
  atCarrier: 'nothing' | 'label' | 'refused' | 'barred' = 'nothing';
  readonly told: ShipmentFact['type'][] = [];
  private createOpen = false;
  private cancelOpen = false;
  private readonly creates: Call<CreateOutcome>[] = [];
  private readonly cancels: Call<CancelOutcome>[] = [];

  run({ type, index, refuses }: Step): void {
    if (type === 'ask') return this.ask();
    if (type === 'die') return this.die();
    if (type === 'send create') return this.sendCreate();
    if (type === 'create arrives') return this.arriveCreate(pick(this.creates, index), refuses);
    if (type === 'create answers') return this.answerCreate(pick(this.creates, index)?.outcome);
    if (type === 'give up') return this.answerCreate(this.creates.length > 0 ? { type: 'given up' } : undefined);
    if (type === 'send cancel') return this.sendCancel();
    if (type === 'cancel arrives') return this.arriveCancel(pick(this.cancels, index), refuses);
    if (type === 'cancel answers') return this.answerCancel(pick(this.cancels, index));
    drop<unknown>(type === 'create is lost' ? this.creates : this.cancels, index);
  }

  /** Every call under way arrives, however late; orders declares dead what failed; then the workers do their work. */
  finish(): void {
    for (const call of this.creates) this.arriveCreate(call, false);
    for (const call of this.cancels) this.arriveCancel(call, false);
    if (this.createOpen) this.sendCreate();
    const create = this.creates.at(-1);
    this.arriveCreate(create, false);
    this.answerCreate(create?.outcome);
    if (this.dead || this.told.includes('failed')) this.die();
    this.sendCancel();
    const cancel = this.cancels.at(-1);
    this.arriveCancel(cancel, false);
    this.answerCancel(cancel);
    // A cancellation that came back refused is put to the carrier anew when the order is declared dead again.
    if (isRefused(this.standing)) this.finish();
  }

  private ask(): void {
    this.asked = true;
    if (this.standing === undefined) {
      this.standing = pendingShipment();
      this.createOpen = true;
      return;
    }
    const decision = decideRepeat(this.standing, pendingShipment());
    if (decision.type === 'repeat') expect(decision.shipment).toBe(this.standing);
  }

  private die(): void {
    this.dead = true;
    if (this.standing === undefined) this.standing = 'BARRED';
    if (this.standing === 'BARRED') return;
    const decision = decideCancel(this.standing, 'Dead.');
    this.standing = decision.shipment;
    if (decision.type === 'ask') this.cancelOpen = true;
  }

  private sendCreate(): void {
    if (!this.createOpen || typeof this.standing !== 'object') return;
    const wanted = this.standing.status === 'PENDING' && this.standing.undo === undefined;
    this.creates.push({ outcome: wanted ? undefined : { type: 'not wanted' }, round: 1 });
  }

  private arriveCreate(call: Call<CreateOutcome> | undefined, refuses: boolean): void {
    if (call === undefined || call.outcome !== undefined) return;
    if (this.atCarrier === 'nothing') this.atCarrier = refuses ? 'refused' : 'label';
    if (this.atCarrier === 'label') call.outcome = { type: 'created', label: exampleLabel };
    else call.outcome = this.atCarrier === 'barred' ? { type: 'barred' } : { type: 'refused', reason: refusal };
  }

  private answerCreate(outcome: CreateOutcome | undefined): void {
    // Settled once: a second answer finds the intent settled, its lease lost.
    if (!this.createOpen || outcome === undefined) return;
    this.createOpen = false;
    this.settle((shipment) => settleCreate(shipment, outcome, askedAt));
    if (outcome.type === 'given up' && typeof this.standing === 'object' && this.standing.undo?.state === 'ASKED') this.cancelOpen = true;
  }

  private arriveCancel(call: Call<CancelOutcome> | undefined, refuses: boolean): void {
    if (call === undefined || call.outcome !== undefined) return;
    if (refuses && this.atCarrier === 'label') {
      call.outcome = { type: 'refused', reason: refusal };
      return;
    }
    this.atCarrier = 'barred';
    call.outcome = { type: 'cancelled' };
  }

  private sendCancel(): void {
    if (this.cancelOpen) this.cancels.push({ outcome: undefined, round: this.round() });
  }

  private answerCancel(call: Call<CancelOutcome> | undefined): void {
    const outcome = call?.outcome;
    if (!this.cancelOpen || outcome === undefined || call?.round !== this.round()) return;
    this.cancelOpen = false;
    this.settle((shipment) => settleCancel(shipment, outcome));
  }

  private round(): number {
    return typeof this.standing === 'object' ? (this.standing.undo?.round ?? 0) : 0;
  }

  private settle(decide: (shipment: Shipment) => Settled): void {
    if (typeof this.standing !== 'object') return;
    const { shipment, facts } = decide(this.standing);
    this.standing = shipment;
    this.told.push(...facts.map(({ type }) => type));
  }
}

const pick = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % Math.max(1, items.length)];
const drop = <Item>(items: Item[], index: number): void => void items.splice(index % Math.max(1, items.length), 1);
const isRefused = (standing: Standing): boolean => typeof standing === 'object' && standing.undo?.state === 'REFUSED';
const count = (world: World, type: ShipmentFact['type']): number => world.told.filter((one) => one === type).length;

describe('the life of a shipment', () => {
  test('when anything happens in any order, then each thing is told at most once, and made and failed never both', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const world = new World();
        for (const next of steps) {
          world.run(next);
          for (const type of ['created', 'failed', 'cancelled'] as const) expect(count(world, type)).toBeLessThanOrEqual(1);
          expect(count(world, 'created') + count(world, 'failed')).toBeLessThanOrEqual(1);
          expect(count(world, 'cancelled')).toBeLessThanOrEqual(count(world, 'created'));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('when all calls have come to their end, then a dead order has no label, and one that was told of is told as cancelled', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const world = new World();
        for (const next of steps) world.run(next);
        world.finish();
        if (world.dead) {
          expect(world.atCarrier).not.toBe('label');
          expect(count(world, 'cancelled')).toBe(count(world, 'created'));
          return;
        }
        expect(count(world, 'cancelled')).toBe(0);
        expect(count(world, 'created')).toBe(world.asked ? 1 : 0);
        expect(world.atCarrier).toBe(world.asked ? 'label' : 'nothing');
      }),
      { numRuns: 1000 },
    );
  });

  test('when the order was dead before it was asked for, then the carrier never hears of it', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const world = new World();
        world.run({ type: 'die', index: 0, refuses: false });
        for (const next of steps) world.run(next);
        world.finish();
        expect([world.standing, world.atCarrier, world.told]).toEqual(['BARRED', 'nothing', []]);
      }),
    );
  });
});
