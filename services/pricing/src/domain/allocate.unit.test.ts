import fc from 'fast-check';
import { allocate } from './allocate';

const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000_000 }), { minLength: 1, maxLength: 30 });
const split = weights.chain((list) => {
  const sum = list.reduce((all, weight) => all + weight, 0);
  return fc.record({ list: fc.constant(list), total: fc.integer({ min: 0, max: sum }), sum: fc.constant(sum) });
});

test('when a sum is split, then the parts add up to it, none is above its weight, and each is less than one from its exact share', () => {
  fc.assert(
    fc.property(split, ({ list, total, sum }) => {
      const parts = allocate(total, list);
      expect(parts.reduce((all, part) => all + part, 0)).toBe(total);
      parts.forEach((part, index) => {
        const weight = list[index] ?? 0;
        expect(part >= 0 && part <= weight).toBe(true);
        const off = BigInt(part) * BigInt(sum) - BigInt(total) * BigInt(weight);
        expect((off < 0n ? -off : off) < BigInt(Math.max(sum, 1))).toBe(true);
      });
    }),
  );
});

test('when remainders are equal, then the earlier line gets what is left over', () => {
  expect(allocate(10, [100, 100, 100])).toEqual([4, 3, 3]);
  expect(allocate(11, [100, 100, 100])).toEqual([4, 4, 3]);
  expect(allocate(3, [0, 1, 2])).toEqual([0, 1, 2]);
  expect(allocate(0, [0, 0])).toEqual([0, 0]);
});

test('when more is to be split than there is to take it from, then it is refused', () => {
  expect(() => allocate(4, [1, 2])).toThrow(RangeError);
  expect(() => allocate(-1, [1, 2])).toThrow(RangeError);
});
