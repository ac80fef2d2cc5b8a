import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { startWarehouse, type WarehouseUnderTest } from './testing/warehouse-under-test';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.close());

const replicaOf = (index: number) => (index % 2 === 0 ? warehouse : warehouse.other);

describe('buyers at the same moment', () => {
  test('when twenty want the last piece, then exactly one has it', async () => {
    const sku = await warehouse.stocked(1);
    const buy = (index: number) => replicaOf(index).reserve(randomUUID(), [{ sku, quantity: 1 }]);
    const answers = await warehouse.meet(sku, 15, () => Promise.all(Array.from({ length: 20 }, (_buyer, index) => buy(index))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'OUT_OF_STOCK')).toHaveLength(19);
    expect(await warehouse.books(sku)).toEqual({ onHand: 1, reserved: 1, setAside: 1, shipped: 0 });
  });

  test('when they want the same things in other orders, then none waits for ever and no piece is sold twice', async () => {
    const skus = [await warehouse.stocked(6), await warehouse.stocked(9), await warehouse.stocked(30)];
    const wanted = skus.map((sku) => ({ sku, quantity: 1 }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_buyer, index) => {
        const items = index % 2 === 0 ? wanted : [...wanted].reverse();
        return replicaOf(index >> 1).reserve(randomUUID(), items);
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(6).fill(201), ...Array<number>(14).fill(409)]);
    for (const sku of skus) expect(await warehouse.books(sku)).toMatchObject({ reserved: 6, setAside: 6 });
  });

  test('when one order is reserved and undone at once, then nothing is left set aside', async () => {
    const sku = await warehouse.stocked(50);
    const rounds = Array.from({ length: 10 }, async (_round, index) => {
      const orderId = randomUUID();
      const [, undone] = await Promise.all([
        replicaOf(index).reserve(orderId, [{ sku, quantity: 1 }]),
        replicaOf(index + 1).release(orderId),
        replicaOf(index).reserve(orderId, [{ sku, quantity: 1 }]),
      ]);
      expect(undone.status).toBe(200);
    });
    await Promise.all(rounds);
    expect(await warehouse.books(sku)).toEqual({ onHand: 50, reserved: 0, setAside: 0, shipped: 0 });
  });

  test('when anything is asked of a few orders at once, then stock and reservations agree to the piece', async () => {
    const step = fc.record({
      type: fc.constantFrom('reserve' as const, 'reserve' as const, 'confirm' as const, 'ship' as const, 'release' as const, 'expire' as const),
      order: fc.nat(5),
      replica: fc.nat(1),
    });
    const quantities = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }), quantities, async (waves, sizes) => {
        const skus = [await warehouse.stocked(4), await warehouse.stocked(6)];
        const orders = sizes.map((quantity) => ({ id: randomUUID(), items: skus.map((sku) => ({ sku, quantity })) }));
        for (const wave of waves) {
          warehouse.clock.advance(5 * 60_000);
          await Promise.all(wave.map((next) => run(replicaOf(next.replica), next.type, orders[next.order]!)));
        }
        for (const [index, sku] of skus.entries()) {
          const books = await warehouse.books(sku);
          expect(books?.reserved).toBe(books?.setAside);
          expect((books?.onHand ?? 0) + (books?.shipped ?? 0)).toBe([4, 6][index]);
        }
        expect(await warehouse.drift()).toEqual({ drift: 0, problems: [] });
      }),
      { numRuns: 15 },
    );
  });
});

type Replica = Pick<WarehouseUnderTest, 'reserve' | 'confirm' | 'ship' | 'release' | 'expireHolds'>;
type Step = 'reserve' | 'confirm' | 'ship' | 'release' | 'expire';

/** Takes one step; whatever is answered, it is never a failure from inside. */
async function run(replica: Replica, type: Step, order: { id: string; items: { sku: string; quantity: number }[] }): Promise<void> {
  if (type === 'expire') {
    await replica.expireHolds.runOnce();
    return;
  }
  const { status } = await (type === 'reserve' ? replica.reserve(order.id, order.items) : replica[type](order.id));
  expect(status).toBeLessThan(500);
}
