import { flowOf, idsOf, traceOf } from './flow-ids.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

test('when data names its order in either way, then the logs get its ids', () => {
  expect(idsOf({ orderId: 'o', orderNumber: 'CO-1', checkoutSessionId: 's' })).toEqual({ orderId: 'o', orderNumber: 'CO-1', checkoutSessionId: 's' });
  expect(idsOf({ checkoutSessionId: 's', order: { id: 'o', orderNumber: 'CO-1' } })).toEqual({
    orderId: 'o',
    orderNumber: 'CO-1',
    checkoutSessionId: 's',
  });
});

test.each([[null], ['text'], [{ orderId: 5 }], [{ order: null }], [{ orderId: 'o'.repeat(257) }]])(
  'when data is %p, then nothing is made up',
  (data) => {
    expect(idsOf(data)).toEqual({});
  },
);

test('when an event is handled, then its flow has its ids, those of its order, and its trace', () => {
  const event = { id: 'e', correlationid: 'c', traceparent: TRACEPARENT, data: { orderId: 'o' } };
  expect(flowOf(event)).toEqual({ correlationId: 'c', causationId: 'e', eventId: 'e', traceId: TRACE, orderId: 'o' });
});

test.each([[undefined], ['text'], [{ id: 5, correlationid: null, traceparent: 'x', data: 'y' }]])(
  'when an event is %p, then nothing is made up',
  (event) => {
    expect(flowOf(event)).toEqual({});
  },
);

test.each([[undefined], [7], ['00-x-y-01'], [`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`]])(
  'when a traceparent is %p, then it names no trace',
  (given) => {
    expect(traceOf(given)).toEqual({});
  },
);
