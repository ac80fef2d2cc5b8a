import fc from 'fast-check';
import type { CouponTerms } from './coupon';
import { priceQuote, type PricedQuote, type QuoteInputs, type QuotedItem } from './price-quote';
import type { TaxCategory } from './tax';

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const basisPoints = fc.integer({ min: 1, max: 10_000 });
const item: fc.Arbitrary<QuotedItem> = fc.record({
  sku: fc.stringMatching(/^[A-Z]{1,8}$/),
  name: fc.constant('A thing'),
  quantity: fc.integer({ min: 1, max: 999 }),
  unitPrice: fc.integer({ min: 0, max: 1_000_000_000 }).map(eur),
  taxCategory: fc.constantFrom<TaxCategory>('standard', 'reduced', 'zero'),
  volumeDiscounts: fc.array(fc.record({ minQuantity: fc.integer({ min: 2, max: 999 }), basisPoints }), { maxLength: 4 }),
});
const coupon: fc.Arbitrary<CouponTerms> = fc.record({
  code: fc.constant('TEN'),
  discount: fc.oneof(
    fc.record({ type: fc.constant('percentage' as const), basisPoints }),
    fc.record({ type: fc.constant('fixed' as const), amount: fc.integer({ min: 0, max: 1_000_000 }).map(eur) }),
  ),
  minimum: fc.constant(null),
});
const inputs: fc.Arbitrary<QuoteInputs> = fc.record({
  priceListVersion: fc.integer({ min: 1, max: 1000 }),
  currency: fc.constant('EUR'),
  items: fc.array(item, { minLength: 1, maxLength: 20 }),
  taxRates: fc.record({ country: fc.constant('NL'), standard: fc.integer({ min: 0, max: 3000 }), reduced: fc.integer({ min: 0, max: 1500 }) }),
  coupon: fc.option(coupon),
});
const pricedOf = (given: QuoteInputs): PricedQuote => {
  const pricing = priceQuote(given);
  if (pricing.type !== 'priced') throw new Error(`refused: ${pricing.reason}`);
  return pricing.priced;
};
const add = (amounts: readonly { minor: number }[]): number => amounts.reduce((sum, { minor }) => sum + minor, 0);

describe('a quote', () => {
  test('when it is added up, then total = lines − discounts + tax, of every line and of the whole', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { lines, subtotal, discounts, tax, total } = pricedOf(given);
        for (const line of lines) {
          expect(line.lineTotal.minor).toBe(line.quantity * line.unitPrice.minor);
          expect(line.total.minor).toBe(line.lineTotal.minor - line.volumeDiscount.minor - line.couponDiscount.minor + line.tax.minor);
        }
        expect(subtotal.minor).toBe(add(lines.map(({ lineTotal }) => lineTotal)));
        expect(tax.minor).toBe(add(lines.map((line) => line.tax)));
        expect(total.minor).toBe(add(lines.map((line) => line.total)));
        expect(total.minor).toBe(subtotal.minor - add(discounts.map(({ amount }) => amount)) + tax.minor);
      }),
    );
  });

  test('when anything is priced, then every amount is a safe integer and none is negative', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { lines, subtotal, discounts, tax, total } = pricedOf(given);
        const ofLines = lines.flatMap((line) => [line.lineTotal, line.volumeDiscount, line.couponDiscount, line.tax, line.total]);
        for (const { minor, currency } of [...ofLines, subtotal, tax, total, ...discounts.map(({ amount }) => amount)]) {
          expect(Number.isSafeInteger(minor) && minor >= 0).toBe(true);
          expect(currency).toBe('EUR');
        }
      }),
    );
  });

  test('when it is made again from inputs that were stored as JSON, then it is the same to the last unit', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        expect(pricedOf(JSON.parse(JSON.stringify(given)) as QuoteInputs)).toEqual(pricedOf(given));
      }),
    );
  });

  test('when a coupon is added, then no line rises', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const without = pricedOf({ ...given, coupon: null });
        pricedOf(given).lines.forEach((line, index) => expect(line.total.minor).toBeLessThanOrEqual(without.lines[index]?.total.minor ?? -1));
      }),
    );
  });

  test('when it is rounded, then its tax is within half a minor unit a line of the exact tax on what is left of the lines', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { lines, tax } = pricedOf(given);
        const exact = lines.reduce((sum, line) => sum + BigInt(netOf(line).minor) * BigInt(line.taxBasisPoints), 0n);
        const drift = BigInt(tax.minor) * 10_000n - exact;
        expect((drift < 0n ? -drift : drift) <= 5_000n * BigInt(lines.length)).toBe(true);
      }),
    );
  });
});

const netOf = ({ lineTotal, volumeDiscount, couponDiscount }: PricedQuote['lines'][number]) =>
  eur(lineTotal.minor - volumeDiscount.minor - couponDiscount.minor);

describe('a quote worked out by hand', () => {
  const mug = { sku: 'MUG-BLUE', name: 'Blue mug', quantity: 12, unitPrice: eur(1250), taxCategory: 'standard' as const };
  const tea = { sku: 'TEA', name: 'Tea', quantity: 1, unitPrice: eur(690), taxCategory: 'reduced' as const, volumeDiscounts: [] };
  const byHand: QuoteInputs = {
    priceListVersion: 1,
    currency: 'EUR',
    items: [{ ...mug, volumeDiscounts: [{ minQuantity: 12, basisPoints: 1000 }] }, tea],
    taxRates: { country: 'NL', standard: 2100, reduced: 900 },
    coupon: { code: 'FIVE-OFF', discount: { type: 'fixed', amount: eur(500) }, minimum: eur(2500) },
  };

  test('when volume discount, coupon and two tax rates meet, then each is applied in its turn', () => {
    const { lines, ...sums } = pricedOf(byHand);
    // 15000 − 1500 = 13500 and 690; 500 over 14190: 475.69 and 24.31; tax on 13024 and 666.
    expect(lines[0]).toMatchObject({
      lineTotal: eur(15000),
      volumeDiscount: eur(1500),
      couponDiscount: eur(476),
      taxBasisPoints: 2100,
      tax: eur(2735),
    });
    expect(lines[1]).toMatchObject({ lineTotal: eur(690), volumeDiscount: eur(0), couponDiscount: eur(24), taxBasisPoints: 900, tax: eur(60) });
    expect(sums).toEqual({
      subtotal: eur(15690),
      discounts: [
        { type: 'volume', amount: eur(1500) },
        { type: 'coupon', code: 'FIVE-OFF', amount: eur(500) },
      ],
      tax: eur(2795),
      total: eur(16485),
    });
  });

  test('when the goods cost less than the coupon needs, then there is no quote', () => {
    expect(priceQuote({ ...byHand, items: [tea] })).toEqual({ type: 'refused', reason: 'COUPON_MINIMUM_NOT_REACHED' });
  });

  test('when amounts could no longer be added up exactly, then there is no quote', () => {
    const items = Array.from({ length: 10 }, () => ({ ...tea, quantity: 999_999, unitPrice: eur(1_000_000_000) }));
    expect(priceQuote({ ...byHand, items })).toEqual({ type: 'refused', reason: 'AMOUNT_TOO_LARGE' });
  });
});
