import fc from 'fast-check';
import { mug } from './example-product';
import { newest, type Versioned } from './newest';
import { decideProduct, isAvailable, isSku, type ProductTerms } from './product';

describe('the newest of many updates', () => {
  const update: fc.Arbitrary<Versioned> = fc.record({ sku: fc.constantFrom('A', 'B', 'C', 'constructor'), version: fc.integer({ min: 1, max: 9 }) });

  test('when they come in any order, then each SKU told of comes once, in its highest version', () => {
    fc.assert(
      fc.property(fc.array(update, { maxLength: 60 }), (updates) => {
        const found = newest(updates);
        expect(new Set(found.map(({ sku }) => sku))).toEqual(new Set(updates.map(({ sku }) => sku)));
        expect(new Set(found.map(({ sku }) => sku)).size).toBe(found.length);
        for (const { sku, version } of found) {
          expect(version).toBe(Math.max(...updates.filter((other) => other.sku === sku).map((other) => other.version)));
        }
      }),
    );
  });

  test('when a version comes twice, then the first of it stays', () => {
    const [first, copy] = [
      { sku: 'A', version: 1, available: 1 },
      { sku: 'A', version: 1, available: 2 },
    ];
    expect(newest([first, copy])).toEqual([first]);
  });
});

describe('a product', () => {
  test('when it is shown, priced and in stock, then it is available; when one is missing, then it is not', () => {
    expect(isAvailable(mug)).toBe(true);
    const missing = [{ listed: false }, { price: null }, { stock: null }, { stock: { ...mug.stock!, available: 0 } }];
    for (const changes of missing) expect(isAvailable({ ...mug, ...changes })).toBe(false);
  });

  test('when a text is no SKU, then it is known', () => {
    for (const sku of ['MUG-BLUE', 'a.b_c', 'x'.repeat(64)]) expect(isSku(sku)).toBe(true);
    for (const sku of ['', '-a', 'a b', 'a/b', 'x'.repeat(65)]) expect(isSku(sku)).toBe(false);
  });
});

describe('a change of what is told', () => {
  const renamed: ProductTerms = { ...mug, name: 'Blue cup' };

  test('when it is meant for the present version, then it makes the next one', () => {
    for (const expected of ['any', [3], [1, 3]] as const) expect(decideProduct(mug, renamed, expected)).toEqual({ type: 'set', version: 4 });
    expect(decideProduct(undefined, mug, 'none')).toEqual({ type: 'set', version: 1 });
  });

  test('when it is meant for another version, a new product or none, then it is stale', () => {
    for (const expected of ['none', [2], []] as const) expect(decideProduct(mug, renamed, expected)).toEqual({ type: 'stale' });
    for (const expected of ['any', [3]] as const) expect(decideProduct(undefined, mug, expected)).toEqual({ type: 'stale' });
  });

  test('when nothing would change, then nothing does; each member alone is a change', () => {
    expect(decideProduct(mug, { ...mug }, [3])).toEqual({ type: 'unchanged' });
    const changes: Partial<ProductTerms>[] = [{ name: 'B' }, { description: 'B' }, { category: null }, { imagePath: '/b.png' }, { listed: false }];
    for (const change of changes) expect(decideProduct(mug, { ...mug, ...change }, 'any').type).toBe('set');
  });
});
