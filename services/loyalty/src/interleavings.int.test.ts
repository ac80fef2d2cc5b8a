import { randomUUID } from 'node:crypto';
import type { PlatformEvent } from '@sidecart/platform';
import fc from 'fast-check';
import { completed, refunded, saidAgain } from './testing/events';
import { startLoyalty, type LoyaltyUnderTest } from './testing/loyalty-under-test';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty();
});
afterAll(() => loyalty.close());

interface Bought {
  readonly customer: number;
  readonly minor: number;
  readonly refunds: readonly number[];
  /** False: the order is never completed. */
  readonly ends: boolean;
}

const bought: fc.Arbitrary<Bought> = fc.record({
  customer: fc.nat(1),
  minor: fc.oneof(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 151, max: 100_000 })),
  refunds: fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 4 }),
  ends: fc.boolean().map((dead) => !dead),
});

/** What an order is worth, by definition: floor(points × kept ÷ total). */
function worth({ minor, refunds, ends }: Bought): bigint {
  const kept = BigInt(minor - refunds.reduce((a, b) => a + b, 0));
  if (!ends || kept <= 0n || minor === 0) return 0n;
  return ((BigInt(minor) / 100n) * kept) / BigInt(minor);
}

/** How one event is handed in: when, how often more, and by which replica. */
const handling = fc.record({ at: fc.nat(20), again: fc.nat(20), copies: fc.nat(2), fresh: fc.boolean(), replica: fc.nat(1) });

test('when orders and refunds come in any order, in any batches, any number of times, at two replicas at once, then each balance is the sum by definition', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bought, { minLength: 1, maxLength: 5 }), fc.infiniteStream(handling), async (orders, handlings) => {
      const customers = [`customer-${randomUUID()}`, `customer-${randomUUID()}`];
      const waves = new Map<number, [PlatformEvent<object>[], PlatformEvent<object>[]]>();
      const put = (wave: number, replica: number, event: PlatformEvent<object>) => {
        const both = waves.get(wave) ?? [[], []];
        waves.set(wave, both);
        both[replica === 0 ? 0 : 1].push(event);
      };
      for (const order of orders) {
        const completion = completed(customers[order.customer]!, order.minor);
        const refunds = order.refunds.map((minor) => refunded(completion.data.orderId, minor));
        for (const event of order.ends ? [completion, ...refunds] : refunds) {
          const { at, again, copies, fresh, replica } = handlings.next().value as typeof handling extends fc.Arbitrary<infer T> ? T : never;
          put(at, replica, event);
          for (let copy = 0; copy < copies; copy += 1) put((at + again * copy) % 21, (replica + copy) % 2, fresh ? saidAgain<object>(event) : event);
        }
      }
      for (const [, both] of [...waves].sort(([a], [b]) => a - b)) {
        const deliveries = both.flatMap((events, replica) =>
          ['orders.order.completed', 'payment.payment.refunded'].map((topic) => ({ replica, events: events.filter(({ type }) => type === topic) })),
        );
        const some = deliveries.filter(({ events }) => events.length > 0);
        const statuses = await Promise.all(some.map(({ replica, events }) => (replica === 0 ? loyalty : loyalty.other).deliver(events)));
        expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
        await expectBooksToAgree();
      }
      for (const [index, customer] of customers.entries()) {
        const mine = orders.filter((order) => order.customer === index);
        const lifetime = mine.filter(({ ends }) => ends).reduce((sum, { minor }) => sum + Math.floor(minor / 100), 0);
        const balance = Number(mine.reduce((sum, order) => sum + worth(order), 0n));
        expect(await loyalty.points(customer)).toEqual({ customerId: customer, balance, lifetime });
      }
    }),
    { numRuns: 25 },
  );
  expect(await loyalty.rows('select 1 from platform.event_retries')).toEqual([]);
  expect(await loyalty.letters()).toEqual([]);
});

/** At any moment: accounts add up their entries, and no order is worth less than nothing. */
async function expectBooksToAgree(): Promise<void> {
  const wrong = await loyalty.rows(`
    select customer_id from accounts full join (
      select customer_id, sum(points) as points, sum(points) filter (where kind = 'earned') as earned from entries group by customer_id
    ) as sums using (customer_id)
    where balance is distinct from points or lifetime is distinct from earned
    union all select order_id::text from entries group by order_id having sum(points) < 0 or count(*) filter (where kind = 'earned') <> 1`);
  expect(wrong).toEqual([]);
}
