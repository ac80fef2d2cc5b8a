import { at } from '../testing/at';
import { decidePrice, HIGHEST_PRICE, type ExpectedVersion, type Price, type PriceTerms } from './price';

const terms: PriceTerms = {
  name: 'Blue mug',
  unitPrice: { minor: 1250, currency: 'EUR' },
  taxCategory: 'standard',
  volumeDiscounts: [{ minQuantity: 12, basisPoints: 1000 }],
};
const price: Price = { sku: 'MUG-BLUE', ...terms, version: 4, listVersion: 9, updatedAt: at('2026-03-14T09:00:00Z') };
const dearer = { ...terms, unitPrice: { minor: 1350, currency: 'EUR' } };

test.each<[string, Price | undefined, ExpectedVersion]>([
  ['another version', price, [3]],
  ['no version', price, []],
  ['none where there is one', price, 'none'],
  ['any where there is none', undefined, 'any'],
  ['a version where there is none', undefined, [1]],
])('when a change is meant for %s, then it is stale', (_what, present, expected) => {
  expect(decidePrice(present, dearer, expected)).toEqual({ type: 'refuse', reason: 'STALE' });
});

test('when it is meant for the version there is, then the version rises by one', () => {
  for (const expected of [[4], [7, 4], 'any'] as const) expect(decidePrice(price, dearer, expected)).toEqual({ type: 'set', version: 5 });
  expect(decidePrice(undefined, dearer, 'none')).toEqual({ type: 'set', version: 1 });
});

test('when nothing would change, then the price stays as it is; each part counts', () => {
  expect(decidePrice(price, { ...terms, volumeDiscounts: [{ basisPoints: 1000, minQuantity: 12 }] }, [4])).toEqual({ type: 'unchanged', price });
  const changes: Partial<PriceTerms>[] = [{ name: 'Mug' }, { taxCategory: 'reduced' }, { volumeDiscounts: [] }];
  for (const change of changes) expect(decidePrice(price, { ...terms, ...change }, [4]).type).toBe('set');
});

test('when a price is in another currency or too high to be added up, then it is refused', () => {
  expect(decidePrice(price, { ...terms, unitPrice: { minor: 1, currency: 'USD' } }, 'any')).toEqual({ type: 'refuse', reason: 'CURRENCY_NOT_SOLD' });
  const high = { minor: HIGHEST_PRICE + 1, currency: 'EUR' };
  expect(decidePrice(price, { ...terms, unitPrice: high }, 'any')).toEqual({ type: 'refuse', reason: 'PRICE_TOO_HIGH' });
});
