import fc from 'fast-check';
import { planned, shelfOf } from './example-reservations';
import { decideConfirm, decideExpiry, decideRelease, decideShip } from './progress';
import type { Decision, Fact, Reservation, ReservationStatus, Standing } from './reservation';
import { decideReserve } from './reserve';
import { demandOf, type Shelf } from './stock';
import { problemsOf } from './stock-drift';

const SKUS = ['A', 'B', 'C'];
const FIRST: Readonly<Record<string, readonly [number, number]>> = { A: [1, 0], B: [4, 0], C: [7, 0] };
const holding: readonly ReservationStatus[] = ['HELD', 'CONFIRMED'];

const quantity = fc.integer({ min: 1, max: 3 });
const items = fc.array(fc.record({ sku: fc.constantFrom(...SKUS), quantity }), { minLength: 1, maxLength: 3 });
const orders = fc.array(fc.record({ items, paid: fc.boolean() }), { minLength: 1, maxLength: 5 });
const step = fc.record({
  type: fc.constantFrom('reserve' as const, 'confirm' as const, 'ship' as const, 'release' as const, 'expire' as const),
  order: fc.nat(4),
  hours: fc.nat(2),
});

/** A warehouse that does what is decided, and notes what it told of each order. */
class World {
  shelf: Shelf = shelfOf(FIRST);
  readonly standings = new Map<number, Standing>();
  readonly told = new Map<number, Fact['type'][]>();
  private now = 0;

  constructor(private readonly orders: readonly { readonly items: Reservation['items']; readonly paid: boolean }[]) {}

  run({ type, order: nth, hours }: { readonly type: string; readonly order: number; readonly hours: number }): void {
    this.now += hours;
    const order = nth % this.orders.length;
    const standing = this.standings.get(order);
    const decision = this.decide(type, order, standing);
    if (type === 'release' && standing === undefined) this.standings.set(order, 'BARRED');
    if (decision?.type !== 'change') return;
    this.shelf = decision.shelf;
    this.standings.set(order, decision.reservation);
    if (decision.fact) this.told.set(order, [...(this.told.get(order) ?? []), decision.fact.type]);
  }

  private decide(type: string, order: number, standing: Standing): Decision | undefined {
    if (type === 'reserve') return decideReserve(standing, this.plan(order), this.shelf, this.at(0));
    if (type === 'confirm') return decideConfirm(standing, this.shelf);
    if (type === 'ship') return decideShip(standing, this.shelf);
    if (typeof standing !== 'object') return undefined;
    return type === 'release' ? decideRelease(standing, this.shelf, 'x') : decideExpiry(standing, this.shelf, this.at(0));
  }

  private plan(order: number): Reservation {
    const { items: wanted, paid } = this.orders[order]!;
    return planned({
      items: wanted,
      ...(paid ? { path: 'choreography', status: 'CONFIRMED', expiresAt: undefined } : { status: 'HELD', expiresAt: this.at(1) }),
    });
  }

  private at(hours: number): Date {
    return new Date((this.now + hours) * 3_600_000);
  }

  /** Pieces of a SKU in the reservations of some statuses. */
  pieces(sku: string, statuses: readonly ReservationStatus[]): number {
    return [...this.standings.values()].reduce(
      (sum, one) => sum + (typeof one === 'object' && statuses.includes(one.status) ? (demandOf(one.items).get(sku) ?? 0) : 0),
      0,
    );
  }
}

/** What is wrong with the books, as SKU and sentence. */
function faultsIn(world: World): readonly string[] {
  return [...world.shelf.values()].flatMap(({ sku, onHand, reserved, shipped }) => [
    ...problemsOf({
      sku,
      stock: { onHand, reserved, shipped },
      setAside: world.pieces(sku, holding),
      handedOut: world.pieces(sku, ['SHIPPED']),
    }).map(({ message }) => `${sku}: ${message}`),
    ...(reserved < 0 || reserved > onHand ? [`${sku}: more is set aside than there is, or less than nothing`] : []),
    ...(reserved !== world.pieces(sku, holding) ? [`${sku}: stock and reservations differ`] : []),
    ...(onHand + world.pieces(sku, ['SHIPPED']) !== FIRST[sku]![0] ? [`${sku}: pieces were lost or made`] : []),
  ]);
}

describe('the books of the warehouse', () => {
  test('when anything happens in any order, then stock is never below zero, never lost and never made', () => {
    fc.assert(
      fc.property(orders, fc.array(step, { maxLength: 60, size: 'max' }), (asked, steps) => {
        const world = new World(asked);
        for (const next of steps) {
          world.run(next);
          expect(faultsIn(world)).toEqual([]);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('when an order is undone at last, then nothing of it is set aside, nor ever will be, and what was told adds up', () => {
    fc.assert(
      fc.property(orders, fc.array(step, { maxLength: 40, size: 'max' }), fc.array(step, { maxLength: 20 }), (asked, steps, after) => {
        const world = new World(asked);
        for (const next of steps) world.run(next);
        for (const order of asked.keys()) world.run({ type: 'release', order, hours: 0 });
        for (const next of after) world.run(next);
        for (const sku of SKUS) expect(world.shelf.get(sku)?.reserved).toBe(0);
        for (const order of asked.keys()) {
          const told = world.told.get(order) ?? [];
          const standing = world.standings.get(order);
          const shipped = typeof standing === 'object' && standing.status === 'SHIPPED';
          const count = (type: Fact['type']): number => told.filter((one) => one === type).length;
          expect(count('reserved') - count('released')).toBe(shipped ? 1 : 0);
          expect(count('rejected')).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 120 },
    );
  });
});
