import fc from 'fast-check';
import { decideCount } from './count';
import { shelfOf } from './example-reservations';
import { changedLevels, demandOf, handOut, putBack, sameDemand, setAside, shortages } from './stock';

const item = fc.record({ sku: fc.constantFrom('A', 'B', 'C', 'NOT-KEPT'), quantity: fc.integer({ min: 1, max: 5 }) });
const items = fc.array(item, { minLength: 1, maxLength: 6 });

describe('some items', () => {
  test('when lines are split or ordered otherwise, then they come to the same', () => {
    const [a, b] = [
      { sku: 'A', quantity: 2 },
      { sku: 'B', quantity: 1 },
    ];
    expect([...demandOf([a, b, { sku: 'A', quantity: 3 }])]).toEqual([
      ['A', 5],
      ['B', 1],
    ]);
    expect(sameDemand([a, b], [b, { sku: 'A', quantity: 1 }, { sku: 'A', quantity: 1 }])).toBe(true);
    expect(sameDemand([a, b], [a])).toBe(false);
    expect(sameDemand([a], [a, b])).toBe(false);
    expect(sameDemand([a], [{ sku: 'A', quantity: 3 }])).toBe(false);
  });

  test('when lines of one SKU fit alone and not together, then there is too little', () => {
    const twice = [
      { sku: 'A', quantity: 2 },
      { sku: 'A', quantity: 2 },
    ];
    expect(shortages(shelfOf({ A: [4, 1] }), twice)).toEqual([{ sku: 'A', requested: 4, available: 3 }]);
    expect(shortages(shelfOf({ A: [4, 0] }), twice)).toEqual([]);
  });

  test('when a SKU is not kept, then none of it is available', () => {
    expect(shortages(shelfOf({}), [{ sku: 'X', quantity: 1 }])).toEqual([{ sku: 'X', requested: 1, available: 0 }]);
  });
});

describe('a shelf', () => {
  test('when items that are there are set aside and put back, then it is as before; handed out, then they are gone', () => {
    fc.assert(
      fc.property(items, fc.array(fc.nat(30), { minLength: 3, maxLength: 3 }), (wanted, [a = 0, b = 0, c = 0]) => {
        const before = shelfOf({ A: [a, 0], B: [b, 0], C: [c, 0] });
        fc.pre(shortages(before, wanted).length === 0);
        const taken = setAside(before, wanted);
        expect(shortages(taken, [])).toEqual([]);
        expect(putBack(taken, wanted)).toEqual(before);
        const gone = handOut(taken, wanted);
        for (const { sku, onHand, reserved } of gone.values()) {
          expect(onHand).toBe((before.get(sku)?.onHand ?? 0) - (demandOf(wanted).get(sku) ?? 0));
          expect(reserved).toBe(0);
        }
        expect(
          changedLevels(before, taken)
            .map(({ sku }) => sku)
            .sort(),
        ).toEqual([...demandOf(wanted).keys()].sort());
        expect(changedLevels(before, putBack(taken, wanted))).toEqual([]);
      }),
    );
  });

  test('when a level changes, however often, then its version rises by one', () => {
    const before = shelfOf({ A: [9, 0], B: [9, 0] });
    const one = [{ sku: 'A', quantity: 1 }];
    expect(changedLevels(before, setAside(setAside(before, one), one))).toEqual([{ sku: 'A', onHand: 9, reserved: 2, shipped: 0, version: 2 }]);
  });
});

describe('a count', () => {
  const level = { sku: 'A', onHand: 9, reserved: 4, shipped: 0, version: 7 };

  test('when it is of this version and covers what is set aside, then it is taken over', () => {
    expect(decideCount(level, 4, [3, 7])).toEqual({ type: 'change', level: { ...level, onHand: 4, version: 8 } });
    expect(decideCount(level, 12, 'any')).toMatchObject({ type: 'change', level: { onHand: 12, reserved: 4 } });
  });

  test('when it says what is on record, then nothing changes', () => {
    expect(decideCount(level, 9, [7])).toEqual({ type: 'unchanged' });
  });

  test('when it is stale or below what is set aside, then it is refused', () => {
    expect(decideCount(level, 10, [6])).toEqual({ type: 'refuse', refusal: { why: 'STALE' } });
    expect(decideCount(level, 3, [7])).toEqual({ type: 'refuse', refusal: { why: 'BELOW_RESERVED', reserved: 4 } });
  });
});
