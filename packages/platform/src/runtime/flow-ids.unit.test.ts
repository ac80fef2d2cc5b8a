import { idsOf } from './flow-ids.js';

test('when data names its order in either way, then the logs get its ids', () => {
  expect(idsOf({ orderId: 'o', orderNumber: 'CO-1', checkoutSessionId: 's' })).toEqual({ orderId: 'o', orderNumber: 'CO-1', checkoutSessionId: 's' });
  expect(idsOf({ checkoutSessionId: 's', order: { id: 'o', orderNumber: 'CO-1' } })).toEqual({
    orderId: 'o',
    orderNumber: 'CO-1',
    checkoutSessionId: 's',
  });
});

test.each([[null], ['text'], [{ orderId: 5 }], [{ order: null }]])('when data is %p, then nothing is made up', (data) => {
  expect(idsOf(data)).toEqual({});
});
