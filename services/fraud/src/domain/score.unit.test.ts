import fc from 'fast-check';
import { contentHash } from './score';
import { signalsOf, type Order } from './signals';

const order: Order = {
  orderId: '0191d1f4-8c3a-7b11-9d6e-000000000006',
  customer: { id: 'customer-17', email: 'ada@example.com' },
  items: [
    { sku: 'MUG-BLUE', quantity: 2 },
    { sku: 'TEA-GREEN-100', quantity: 1 },
  ],
  total: { minor: 3_025, currency: 'EUR' },
  shippingAddress: { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' },
};
const noHistory = { recentOrders: 0, countries: [] };

describe('the content of an order', () => {
  test('when lines are split or turned round, members of the address too, or somebody asked for the customer, then it is the same', () => {
    const split = [
      { sku: 'MUG-BLUE', quantity: 1 },
      { sku: 'TEA-GREEN-100', quantity: 1 },
      { sku: 'MUG-BLUE', quantity: 1 },
    ];
    const shippingAddress = Object.fromEntries(Object.entries(order.shippingAddress).reverse()) as unknown as Order['shippingAddress'];
    expect(contentHash({ ...order, items: split, shippingAddress, customerKnown: false })).toBe(contentHash(order));
  });

  test.each<[string, Partial<Order>]>([
    ['order', { orderId: '0191d1f4-8c3a-7b11-9d6e-000000000007' }],
    ['customer', { customer: { ...order.customer, id: 'customer-18' } }],
    ['e-mail', { customer: { ...order.customer, email: 'eve@example.com' } }],
    ['quantity', { items: [{ sku: 'MUG-BLUE', quantity: 2 }] }],
    ['total', { total: { minor: 3_026, currency: 'EUR' } }],
    ['currency', { total: { minor: 3_025, currency: 'USD' } }],
    ['address', { shippingAddress: { ...order.shippingAddress, line2: 'Second floor' } }],
  ])('when it has another %s, then it is another', (_what, changes) => {
    expect(contentHash({ ...order, ...changes })).not.toBe(contentHash(order));
  });
});

describe('the signals of an order', () => {
  test('when they are read, then pieces of one SKU are added up and of the e-mail only the domain stays', () => {
    const customer = { id: 'customer-17', email: '"a@b"@Shop.EXAMPLE' };
    const signals = signalsOf({ ...order, customer, items: [...order.items, { sku: 'MUG-BLUE', quantity: 5 }] }, { ...noHistory, recentOrders: 4 });
    expect(signals).toEqual({
      ...{ total: 3_025, pieces: 7, emailDomain: 'shop.example', country: 'NL' },
      ...{ customerKnown: null, recentOrders: 4, countries: [] },
    });
  });

  test('when there are any lines, then the pieces are those of the fullest SKU', () => {
    const lines = fc.array(fc.record({ sku: fc.constantFrom('A', 'B', 'C'), quantity: fc.integer({ min: 1, max: 999_999 }) }), { maxLength: 50 });
    fc.assert(
      fc.property(lines, (items) => {
        const sums = ['A', 'B', 'C'].map((sku) => items.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0));
        expect(signalsOf({ ...order, items }, noHistory).pieces).toBe(Math.max(...sums));
      }),
    );
  });
});
