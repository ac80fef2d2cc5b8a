import fc from 'fast-check';
import { placedOrder, soldOrder } from '../testing/example-orders';
import { priceRefusal } from './price-check';

const { content } = placedOrder();
const agreed = 3025;

test('when a price is asked about, then exactly what is above the agreed one, or in other money, is refused', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 * agreed }), fc.constantFrom('EUR', 'USD'), (minor, currency) => {
      const refused = priceRefusal(content, { minor, currency });
      expect(refused === undefined).toBe(currency === 'EUR' && minor <= agreed);
      if (refused !== undefined) expect(refused).toMatchObject({ code: 'PRICE_CHANGED', message: expect.stringContaining(`${minor} ${currency}`) });
    }),
  );
});

test('when the price is the largest there is, then the refusal is still a line an event can tell', () => {
  const refused = priceRefusal(content, { minor: Number.MAX_SAFE_INTEGER, currency: 'EUR' });
  expect(refused!.message.length).toBeLessThanOrEqual(200);
});

test('when it is a sale, then its price was paid already and is not looked at', () => {
  expect(priceRefusal(soldOrder().content, { minor: 1, currency: 'XXX' })).toBeUndefined();
});
