import fc from 'fast-check';
import { placedOrder } from '../testing/example-orders';
import { learn, notUndone, undo, type Undone } from './progress';

const order = placedOrder({ total: { minor: 1000, currency: 'EUR' } });

describe('what was done for an order and undone', () => {
  test('when nothing is known to have been done, then nothing is left to be undone, whatever was undone', () => {
    expect(notUndone(order)).toEqual([]);
    expect(notUndone(undo(undo(order, { what: 'payment' }), { what: 'shipment' }))).toEqual([]);
  });

  test('when effects and undoings become known in any order, any number of times, then what is left is what nobody undid', () => {
    const done = { payment: { paymentId: 'p' }, reservation: { reservationId: 'r' }, shipment: { shipmentId: 's' } } as const;
    const effects = ['payment', 'reservation', 'shipment'] as const;
    const anyStep = fc.record({ what: fc.constantFrom(...effects), undone: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 20 }), (steps) => {
        const end = steps.reduce((current, { what, undone }) => (undone ? undo(current, { what }) : learn(current, done[what])), order);
        const told = (wanted: string, undone: boolean) => steps.some((step) => step.what === wanted && step.undone === undone);
        expect([...notUndone(end)].sort()).toEqual(effects.filter((what) => told(what, false) && !told(what, true)));
      }),
    );
  });

  test('when a payment is given back in parts, then it is undone with the last of them, each counting once', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parts, (minors) => {
        const refunds = minors.map((minor, index): Undone => ({ what: 'payment', refund: { id: `refund-${index}`, paymentId: 'p', minor } }));
        const end = [...refunds, ...refunds].reduce(undo, learn(order, { paymentId: 'p' }));
        const back = minors.reduce((sum, minor) => sum + minor, 0);
        expect(notUndone(end)).toEqual(back >= 1000 ? [] : ['payment']);
      }),
    );
  });

  test('when the order cost nothing, then there is nothing to give back', () => {
    expect(notUndone(learn({ ...order, total: { minor: 0, currency: 'EUR' } }, { paymentId: 'p' }))).toEqual([]);
  });

  test('when a second payment becomes known, then what was given back on the first does not count for it', () => {
    const first = undo(learn(order, { paymentId: 'first' }), { what: 'payment' });
    expect(notUndone(first)).toEqual([]);
    expect(notUndone(learn(first, { paymentId: 'second' }))).toEqual(['payment']);
  });

  test('when nothing is new, then the order is the same object, so that nothing is stored', () => {
    const known = undo(learn(order, { reservationId: 'r' }), { what: 'reservation' });
    expect(learn(known, { reservationId: 'r' })).toBe(known);
    expect(undo(known, { what: 'reservation' })).toBe(known);
  });
});
