import fc from 'fast-check';
import type { Fulfillment, FulfillmentStatus, OrderStatus } from '@sidecart/contracts';
import { soldOrder } from '../testing/example-orders';
import { at } from '../testing/sales';
import { decideFulfillmentChange } from './fulfillment';
import type { Order } from './order';
import { allStatuses } from './order-status';

const now = at('2026-02-01T00:00:00.000Z');
const all: FulfillmentStatus[] = ['UNFULFILLED', 'RESERVED', 'SHIPPED', 'DELIVERED'];
const anyFulfillment = fc.constantFrom(...all);

function orderWith(status: OrderStatus, fulfillment: Fulfillment): Order {
  return soldOrder({ status, fulfillment });
}

describe('the fulfillment of an order', () => {
  test('when the order died or its money is not there, then its goods never leave', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<OrderStatus>('PENDING', 'IN_REVIEW', 'PAYMENT_FAILED', 'FAILED', 'CANCELLED'),
        fc.constantFrom<FulfillmentStatus>('UNFULFILLED', 'RESERVED'),
        fc.constantFrom<FulfillmentStatus>('SHIPPED', 'DELIVERED'),
        (status, from, to) => {
          expect(decideFulfillmentChange(orderWith(status, { status: from }), { status: to, expected: 'any', now }).type).toBe('refuse');
        },
      ),
    );
  });

  test('when goods have left, then they are never at home again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...allStatuses), fc.array(anyFulfillment, { maxLength: 10 }), (status, wishes) => {
        let order = orderWith(status, { status: 'SHIPPED' });
        for (const wish of wishes) {
          const decision = decideFulfillmentChange(order, { status: wish, expected: 'any', now });
          if (decision.type === 'apply') order = decision.changed;
          expect(['SHIPPED', 'DELIVERED']).toContain(order.fulfillment.status);
        }
      }),
    );
  });

  test('when the carrier takes the goods, then the time is noted once and stays', () => {
    const shipped = decideFulfillmentChange(orderWith('RESERVED', { status: 'RESERVED' }), {
      status: 'SHIPPED',
      carrier: 'Parcel Line',
      expected: [1],
      now,
    });
    if (shipped.type !== 'apply') throw new Error('refused');
    expect(shipped.changed.fulfillment).toEqual({ status: 'SHIPPED', carrier: 'Parcel Line', shippedAt: now.toISOString() });
    const later = at('2026-02-02T00:00:00.000Z');
    const corrected = decideFulfillmentChange(shipped.changed, { status: 'SHIPPED', trackingNumber: 'PL1', expected: [2], now: later });
    expect(corrected).toMatchObject({
      type: 'apply',
      changed: { version: 3, fulfillment: { status: 'SHIPPED', carrier: 'Parcel Line', trackingNumber: 'PL1', shippedAt: now.toISOString() } },
    });
  });

  test('when nothing would change, then nothing is changed', () => {
    const order = orderWith('PAID', { status: 'UNFULFILLED', carrier: 'Parcel Line' });
    expect(decideFulfillmentChange(order, { carrier: 'Parcel Line', expected: 'any', now })).toEqual({ type: 'unchanged' });
  });

  test('when the order died, then the refusal says so', () => {
    expect(decideFulfillmentChange(orderWith('CANCELLED', { status: 'RESERVED' }), { carrier: 'X', expected: 'any', now })).toEqual({
      type: 'refuse',
      refusal: { why: 'ORDER_CLOSED', status: 'CANCELLED' },
    });
  });

  test('when a step is illegal, then the legal ones are named', () => {
    expect(decideFulfillmentChange(orderWith('PENDING', { status: 'RESERVED' }), { status: 'SHIPPED', expected: 'any', now })).toEqual({
      type: 'refuse',
      refusal: { why: 'ILLEGAL_TRANSITION', from: 'RESERVED', to: 'SHIPPED', allowed: ['UNFULFILLED'] },
    });
  });

  test('when a change is meant for another version, then it is stale', () => {
    expect(decideFulfillmentChange(orderWith('PAID', { status: 'UNFULFILLED' }), { status: 'SHIPPED', expected: [2], now })).toEqual({
      type: 'refuse',
      refusal: { why: 'STALE' },
    });
  });
});
