import fc from 'fast-check';
import { rateOf, sumMoney, taxLine, type TaxableLine, type TaxCategory, type TaxRates } from './tax';

const category = fc.constantFrom<TaxCategory>('standard', 'reduced', 'zero');
const line = fc.record({ category, amount: fc.record({ minor: fc.integer({ min: 0, max: 1_000_000_000_000 }), currency: fc.constant('EUR') }) });
const rates = fc.record({ country: fc.constant('NL'), standard: fc.integer({ min: 0, max: 10_000 }), reduced: fc.integer({ min: 0, max: 10_000 }) });
const taxLines = (table: TaxRates, lines: readonly TaxableLine[]) => lines.map((single) => taxLine(table, single));
const eur = (minor: number) => ({ minor, currency: 'EUR' });

test('when lines are taxed, then the sum is within half a minor unit a line of the exact tax', () => {
  fc.assert(
    fc.property(rates, fc.array(line, { maxLength: 60 }), (table, lines) => {
      const taxed = sumMoney(
        taxLines(table, lines).map(({ tax }) => tax),
        'EUR',
      ).minor;
      const exact = lines.reduce((sum, { category: kind, amount }) => sum + BigInt(amount.minor) * BigInt(rateOf(table, kind)), 0n);
      const drift = BigInt(taxed) * 10_000n - exact;
      expect((drift < 0n ? -drift : drift) <= 5_000n * BigInt(lines.length)).toBe(true);
    }),
  );
});

test('when tax falls on half a minor unit, then it is rounded to even', () => {
  const table = { country: 'NL', standard: 2_000, reduced: 500 };
  const taxes = taxLines(
    table,
    [10, 30, 50].map((minor) => ({ category: 'reduced', amount: eur(minor) })),
  );
  expect(taxes.map(({ tax }) => tax.minor)).toEqual([0, 2, 2]);
});

test('when a category is zero, then nothing is taxed anywhere', () => {
  expect(taxLines({ country: 'NL', standard: 2_100, reduced: 900 }, [{ category: 'zero', amount: eur(2500) }])).toEqual([
    { basisPoints: 0, tax: eur(0) },
  ]);
});
