import fc from 'fast-check';
import { cartTotal, decideItem, isSku, MAX_CART_LINES, priceLines, type Cart, type CartLine } from './cart';

const line = fc.record({
  sku: fc.stringMatching(/^[A-Z]{1,8}$/),
  name: fc.constant('A thing'),
  quantity: fc.integer({ min: 1, max: 99 }),
  unitPrice: fc.record({ minor: fc.integer({ min: 0, max: 100_000_000 }), currency: fc.constant('EUR') }),
});
const lines = fc.uniqueArray(line, { selector: ({ sku }) => sku, maxLength: 30 });
const cartOf = (held: readonly CartLine[]): Cart => ({ id: 'cart', version: 1, lines: held });

/** The cart after a decision, as a store would leave it. */
function apply(cart: Cart, sku: string, decision: ReturnType<typeof decideItem>): Cart {
  const others = cart.lines.filter((held) => held.sku !== sku);
  if (decision.type === 'remove') return { ...cart, lines: others };
  if (decision.type !== 'set') return cart;
  const unitPrice = { minor: 1, currency: 'EUR' };
  return { ...cart, lines: [...others, { sku, name: 'A thing', unitPrice, quantity: decision.quantity }] };
}

describe('cartTotal', () => {
  test('when lines are summed in any order, then the total is exact and the same', () => {
    fc.assert(
      fc.property(lines, (held) => {
        const expected = held.reduce((sum, { quantity, unitPrice }) => sum + BigInt(quantity) * BigInt(unitPrice.minor), 0n);
        expect(BigInt(cartTotal(held).minor)).toBe(expected);
        expect(cartTotal([...held].reverse())).toEqual(cartTotal(held));
      }),
    );
  });

  test('when a cart is split in two, then the totals of the parts add up', () => {
    fc.assert(
      fc.property(lines, fc.nat(), (held, at) => {
        const cut = at % (held.length + 1);
        const parts = cartTotal(held.slice(0, cut)).minor + cartTotal(held.slice(cut)).minor;
        expect(parts).toBe(cartTotal(held).minor);
      }),
    );
  });

  test('when there is nothing in the cart, then it is worth 0 EUR', () => {
    expect(cartTotal([])).toEqual({ minor: 0, currency: 'EUR' });
  });

  test('when lines are priced, then each line total is quantity times price', () => {
    fc.assert(
      fc.property(lines, (held) => {
        for (const priced of priceLines(held)) expect(priced.lineTotal.minor).toBe(priced.quantity * priced.unitPrice.minor);
      }),
    );
  });
});

describe('decideItem', () => {
  const command = fc.oneof(
    fc.record({ type: fc.constant('put' as const), quantity: fc.integer({ min: 1, max: 99 }) }),
    fc.record({ type: fc.constant('patch' as const), quantity: fc.integer({ min: 0, max: 99 }) }),
    fc.constant({ type: 'remove' as const }),
  );

  test('when the same command comes twice, then the second changes nothing', () => {
    fc.assert(
      fc.property(lines, line, command, (held, { sku }, wanted) => {
        const once = apply(cartOf(held), sku, decideItem(cartOf(held), sku, wanted));
        const twice = apply(once, sku, decideItem(once, sku, wanted));
        expect(twice).toEqual(once);
      }),
    );
  });

  test('when an item is put, then it is there in that quantity', () => {
    fc.assert(
      fc.property(lines, line, (held, { sku, quantity }) => {
        const after = apply(cartOf(held), sku, decideItem(cartOf(held), sku, { type: 'put', quantity }));
        expect(after.lines.find((found) => found.sku === sku)?.quantity).toBe(quantity);
      }),
    );
  });

  test('when an item that is not there is patched, then it is refused', () => {
    expect(decideItem(cartOf([]), 'MUG', { type: 'patch', quantity: 1 })).toEqual({ type: 'refused', reason: 'NOT_IN_CART' });
  });

  test('when a cart is full, then no other product goes in but those there can change', () => {
    const unitPrice = { minor: 1, currency: 'EUR' };
    const full = cartOf(Array.from({ length: MAX_CART_LINES }, (_, n) => ({ sku: `S${n}`, name: 'A thing', quantity: 1, unitPrice })));
    expect(decideItem(full, 'MUG', { type: 'put', quantity: 1 })).toEqual({ type: 'refused', reason: 'CART_FULL' });
    expect(decideItem(full, 'S7', { type: 'put', quantity: 5 })).toEqual({ type: 'set', quantity: 5 });
  });
});

test('when a string cannot be a SKU, then it is known without asking', () => {
  expect(isSku('TEA-GREEN-100')).toBe(true);
  for (const text of ['', '-X', 'a b', 'A\u0000', 'x'.repeat(65)]) expect(isSku(text)).toBe(false);
});
