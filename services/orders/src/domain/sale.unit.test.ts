import fc from 'fast-check';
import { registry } from '@sidecart/contracts';
import { at, sale } from '../testing/sales';
import { contradictionIn, recordedAnswer } from './sale';
import { sameContent } from './same-content';

/** The same value with every object's properties in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, reversed(item)]),
  );
}

describe('the content of a sale', () => {
  test('when properties stand in another order, then the content is the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const received: unknown = JSON.parse(JSON.stringify(value));
        expect(sameContent(received, reversed(received))).toBe(true);
      }),
    );
  });

  test('when two values differ as JSON, then the content differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const sorted = (value: unknown): string =>
          JSON.stringify(value, (_name, item: unknown) =>
            typeof item === 'object' && item !== null && !Array.isArray(item)
              ? Object.fromEntries(Object.entries(item).sort(([x], [y]) => (x < y ? -1 : 1)))
              : item,
          );
        expect(sameContent(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)))).toBe(sorted(a) === sorted(b));
      }),
    );
  });

  test('when a property is inherited, missing or of another kind, then the content differs', () => {
    expect(sameContent({ a: 1 }, JSON.parse('{"toString": 1}'))).toBe(false);
    expect(sameContent({ toString: 1 }, { a: 1 })).toBe(false);
    expect(sameContent([], {})).toBe(false);
    expect(sameContent(null, {})).toBe(false);
    expect(sameContent([1, 2], [2, 1])).toBe(false);
  });
});

describe('a sale', () => {
  test('when it names another session than its event, or mixes currencies, then it contradicts itself', () => {
    const order = sale();
    const { checkoutSessionId } = order;
    expect(contradictionIn({ checkoutSessionId, order })).toBeUndefined();
    expect(contradictionIn({ checkoutSessionId: order.id, order })).toMatch('another checkout session');
    expect(contradictionIn({ checkoutSessionId, order: { ...order, total: { minor: 2500, currency: 'USD' } } })).toMatch(
      'in EUR and has an amount in USD',
    );
  });

  test('when it is answered, then the answer keeps its contract and names no e-mail address', () => {
    const answer = recordedAnswer({ sale: sale(), recordedAt: at('2026-02-01T00:00:00.000Z') });
    expect(registry.newest('orders.order.recorded', 1)?.validate(answer)).toEqual([]);
    expect(answer).toMatchObject({ path: 'choreography', items: [{ sku: 'MUG-BLUE', quantity: 2 }], recordedAt: '2026-02-01T00:00:00.000Z' });
    expect(JSON.stringify(answer)).not.toContain('@');
  });
});
