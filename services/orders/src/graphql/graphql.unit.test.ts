import { buildSchema, isEnumType } from 'graphql';
import fc from 'fast-check';
import { allStatuses } from '../domain/order-status';
import { readLines, readOrders } from './arguments';
import { createBudget } from './budget';
import { decodeLine, encodeLine } from './line-cursor';
import { createLoader } from './loader';
import { typeDefs } from './type-defs';

test('when many fields ask in one turn, then one call loads them, each key once', async () => {
  const calls: (readonly number[])[] = [];
  const load = createLoader((keys: readonly number[]) => {
    calls.push(keys);
    return Promise.resolve(new Map(keys.filter((key) => key !== 3).map((key) => [key, key * 10])));
  });
  expect(await Promise.all([1, 2, 2, 3].map((key) => load(key)))).toEqual([10, 20, 20, undefined]);
  expect(await load(1)).toBe(10);
  expect(calls).toEqual([[1, 2, 3], [1]]);
});

test('when loading fails, then all who asked fail, and the next call is a new one', async () => {
  let fails = true;
  const load = createLoader((keys: readonly number[]) => (fails ? Promise.reject(new Error('away')) : Promise.resolve(new Map([[keys[0]!, 1]]))));
  const asked = await Promise.allSettled([load(1), load(2)]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await load(1)).toBe(1);
});

test('when the budget is spent, then what comes after is refused, however small', () => {
  const budget = createBudget();
  budget.spend(5_000);
  expect(() => budget.spend(1)).toThrow(expect.objectContaining({ extensions: { code: 'QUERY_TOO_COSTLY' } }));
});

test('when a line’s cursor is read, then it is its place; another text is none', () => {
  const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  const place = fc.record({ at: instant, noted: instant, source: fc.constantFrom(0, 1), id: fc.bigInt({ min: 1n, max: 10n ** 17n }) });
  fc.assert(fc.property(place, (one) => expect(decodeLine(encodeLine(one))).toEqual(one)));
  fc.assert(fc.property(fc.string(), (text) => expect(decodeLine(text)).toBeUndefined()));
});

test('when arguments are bad, then each is pointed at by the name it has here', () => {
  const bad = { first: 0, after: 'x', filter: { customerId: 'a b', from: 'yesterday', to: null } };
  expect(() => readOrders(bad)).toThrow(
    expect.objectContaining({
      violations: ['/filter/customerId', '/filter/from', '/first', '/after'].map((pointer) => expect.objectContaining({ pointer }) as unknown),
    }),
  );
  for (const slice of [{ first: 0 }, { first: 101 }, { after: 'x' }]) expect(() => readLines(slice)).toThrow('not valid');
});

test('when the domain knows a status, then the schema does', () => {
  const type = buildSchema(typeDefs).getType('OrderStatus');
  const names = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  expect([...names].sort()).toEqual([...allStatuses].sort());
});
