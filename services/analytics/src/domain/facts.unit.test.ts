import fc from 'fast-check';
import { mergeByKey, microseconds } from './merge';
import { factsOf, mergeOrders, moments, pathScale, statusScale, type OrderFacts } from './order-facts';
import { mergeCarts, mergeMoney, type CartFacts, type MoneyFact } from './other-facts';

const option = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const instant = fc.integer({ min: 0, max: 20 }).map((second) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000Z`);
const money = fc.record({ minor: fc.nat(3), currency: fc.constantFrom('EUR', 'USD') });
const code = fc.constantFrom('A_B', 'AB', 'C');

const order: fc.Arbitrary<OrderFacts> = fc.record({
  orderId: fc.constant('order-1'),
  path: option(fc.constantFrom(...pathScale)),
  status: option(fc.constantFrom(...statusScale)),
  ...(Object.fromEntries(moments.map((name) => [name, option(instant)])) as Record<(typeof moments)[number], fc.Arbitrary<string | undefined>>),
  failure: option(fc.record({ at: instant, code })),
  total: option(money),
  paymentId: option(fc.constantFrom('p1', 'p2')),
  items: option(fc.dictionary(fc.constantFrom('MUG', 'TEA'), fc.integer({ min: 1, max: 3 }))),
  firstAt: instant,
  lastAt: instant,
});
const movement: fc.Arbitrary<MoneyFact> = fc.record({
  kind: fc.constant('captured' as const),
  id: fc.constant('p1'),
  paymentId: fc.constantFrom('p1', 'p2'),
  orderId: option(fc.constantFrom('o1', 'o2')),
  path: fc.constantFrom(...pathScale),
  at: instant,
  amount: money,
  code: option(code),
});
const cart: fc.Arbitrary<CartFacts> = fc.record({ cartId: fc.constant('cart-1'), filledAt: option(instant), firstAt: instant, lastAt: instant });

/** Any facts of one thing, and the same shuffled, with copies in between. */
const told = <Fact>(one: fc.Arbitrary<Fact>) =>
  fc.array(one, { minLength: 1, maxLength: 8 }).chain((facts) =>
    fc.tuple(
      fc.constant(facts),
      fc
        .shuffledSubarray(facts, { minLength: facts.length })
        .chain((shuffled) =>
          fc.array(fc.nat(facts.length - 1), { maxLength: 6 }).map((copies) => [...shuffled, ...copies.map((index) => facts[index]!)].reverse()),
        ),
    ),
  );

test.each([
  ['orders', told(order) as fc.Arbitrary<[unknown[], unknown[]]>, mergeOrders as (a: unknown, b: unknown) => unknown],
  ['movements of money', told(movement) as fc.Arbitrary<[unknown[], unknown[]]>, mergeMoney as (a: unknown, b: unknown) => unknown],
  ['carts', told(cart) as fc.Arbitrary<[unknown[], unknown[]]>, mergeCarts as (a: unknown, b: unknown) => unknown],
])('when facts of %s come in any order and any number, then what is known is the same', (_what, arbitrary, merge) => {
  fc.assert(
    fc.property(arbitrary, ([facts, again]) => expect(again.reduce(merge)).toEqual(facts.reduce(merge))),
    { numRuns: 500 },
  );
});

test('when facts are merged in two parts, then it is as if in one', () => {
  fc.assert(
    fc.property(order, order, order, (a, b, c) => {
      expect(mergeOrders(mergeOrders(a, b), c)).toEqual(mergeOrders(a, mergeOrders(b, c)));
    }),
  );
});

test('when a batch holds several facts of a key, then each key comes once and in order', () => {
  const facts = [
    { key: 'b', sum: 1 },
    { key: 'a', sum: 2 },
    { key: 'b', sum: 3 },
  ];
  const merged = mergeByKey(
    facts,
    ({ key }) => key,
    (a, b) => ({ key: a.key, sum: a.sum + b.sum }),
  );
  expect(merged).toEqual([
    { key: 'a', sum: 2 },
    { key: 'b', sum: 4 },
  ]);
});

test('when instants are written in different lengths, then their texts compare as the instants do', () => {
  const instants = [
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.1Z',
    '2026-01-01T00:00:00.100001Z',
    '2026-01-01T00:00:00.999999999Z',
    '2026-01-01T00:00:01Z',
  ];
  const texts = instants.map(microseconds);
  expect([...texts].sort()).toEqual(texts);
  expect(new Set(texts.map(({ length }) => length)).size).toBe(1);
});

test('when an event is read, then items of one SKU are added up and all instants are of one length', () => {
  const items = [
    { sku: 'MUG', quantity: 1 },
    { sku: 'TEA', quantity: 2 },
    { sku: 'MUG', quantity: 3 },
  ];
  const facts = factsOf(
    { orderId: 'o', placedAt: '2026-01-01T00:00:00Z', failure: { at: '2026-01-01T00:00:01Z', code: 'X' }, items },
    '2026-01-01T00:00:02.5Z',
  );
  expect(facts).toEqual({
    orderId: 'o',
    placedAt: '2026-01-01T00:00:00.000000Z',
    failure: { at: '2026-01-01T00:00:01.000000Z', code: 'X' },
    items: { MUG: 4, TEA: 2 },
    firstAt: '2026-01-01T00:00:02.500000Z',
    lastAt: '2026-01-01T00:00:02.500000Z',
  });
});
