import fc from 'fast-check';
import { volumeDiscount, volumeRate } from './volume-discount';

const steps = fc.array(fc.record({ minQuantity: fc.integer({ min: 2, max: 500 }), basisPoints: fc.integer({ min: 1, max: 10_000 }) }), {
  maxLength: 10,
});
const quantity = fc.integer({ min: 1, max: 600 });
const unit = fc.integer({ min: 0, max: 1_000_000_000 });
const eur = (minor: number) => ({ minor, currency: 'EUR' });

test('when more is bought, then neither the rate nor what is taken off ever falls, in whatever order the steps were entered', () => {
  fc.assert(
    fc.property(steps, quantity, fc.integer({ min: 0, max: 100 }), unit, (discounts, few, more, price) => {
      const many = few + more;
      expect(volumeRate(discounts, many)).toBeGreaterThanOrEqual(volumeRate(discounts, few));
      const takenOff = (count: number) => volumeDiscount(eur(price * count), discounts, count).minor;
      expect(takenOff(many)).toBeGreaterThanOrEqual(takenOff(few));
      expect(volumeRate([...discounts].reverse(), many)).toBe(volumeRate(discounts, many));
    }),
  );
});

test('when a line is discounted, then never by more than it costs', () => {
  fc.assert(
    fc.property(steps, quantity, unit, (discounts, count, price) => {
      const { minor } = volumeDiscount(eur(price * count), discounts, count);
      expect(minor >= 0 && minor <= price * count).toBe(true);
    }),
  );
});

test('when a quantity is just below a step, then the step does not count yet', () => {
  const discounts = [
    { minQuantity: 10, basisPoints: 500 },
    { minQuantity: 25, basisPoints: 1000 },
  ];
  expect([9, 10, 24, 25].map((count) => volumeRate(discounts, count))).toEqual([0, 500, 500, 1000]);
});
