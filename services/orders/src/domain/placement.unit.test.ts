import fc from 'fast-check';
import type { ItemQuantity } from '@sidecart/contracts';
import { orderRequest } from '../testing/placed';
import { excessiveSku, normalise, requestHash } from './placement';

const anyItem = fc.record({ sku: fc.constantFrom('MUG', 'POT', 'TEA'), quantity: fc.integer({ min: 1, max: 999_999 }) });
const anyItems = fc.array(anyItem, { minLength: 1, maxLength: 20 });
const request = (items: readonly ItemQuantity[]) => orderRequest({ items: items as [ItemQuantity, ...ItemQuantity[]] });
const piecesOf = (items: readonly ItemQuantity[], wanted: string) =>
  items.filter(({ sku }) => sku === wanted).reduce((sum, { quantity }) => sum + quantity, 0);

describe('a request in its one form', () => {
  test('when lines repeat a SKU, then they are one line with all their pieces, and nothing is lost', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const once = normalise(request(items));
        expect(new Set(once.items.map(({ sku }) => sku)).size).toBe(once.items.length);
        for (const { sku } of items) expect(piecesOf(once.items, sku)).toBe(piecesOf(items, sku));
        expect(normalise(once)).toEqual(once);
      }),
    );
  });

  test('when a line is split, then the request means the same', () => {
    fc.assert(
      fc.property(anyItems, fc.integer({ min: 2, max: 99 }), (items, quantity) => {
        const whole = request([{ sku: 'CUP', quantity }, ...items]);
        const split = request([{ sku: 'CUP', quantity: 1 }, ...items, { sku: 'CUP', quantity: quantity - 1 }]);
        expect(requestHash(normalise(split))).toBe(requestHash(normalise(whole)));
      }),
    );
  });

  test('when anything that matters differs, then the request means something else; capitals of a coupon do not matter', () => {
    const base = orderRequest({ couponCode: 'Welcome10' });
    const others = [
      { customer: { ...base.customer, id: 'customer-18' } },
      { customer: { ...base.customer, email: 'bob@example.com' } },
      { items: [{ sku: 'MUG-BLUE', quantity: 3 }] },
      { items: [{ sku: 'MUG-RED', quantity: 2 }] },
      { shippingAddress: { ...base.shippingAddress, line2: 'Back door' } },
      { shippingAddress: { ...base.shippingAddress, country: 'BE' } },
      { couponCode: 'WELCOME20' },
      { couponCode: undefined },
      { expectedTotal: { minor: 3026, currency: 'EUR' } },
      { expectedTotal: { minor: 3025, currency: 'USD' } },
      { payment: { method: 'card', cardToken: 'tok_other' } },
    ].map((changes) => requestHash({ ...base, ...changes } as typeof base));
    expect(new Set([requestHash(base), ...others]).size).toBe(others.length + 1);
    expect(requestHash({ ...base, couponCode: 'WELCOME10' })).toBe(requestHash(base));
    expect(others.join()).not.toContain('tok_');
  });

  test('when the pieces of one SKU are more than can be told of, then it is named', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const once = normalise(request(items));
        const sku = excessiveSku(once);
        expect(sku === undefined).toBe(once.items.every(({ quantity }) => quantity <= 999_999));
        if (sku !== undefined) expect(piecesOf(items, sku)).toBeGreaterThan(999_999);
      }),
    );
  });
});
