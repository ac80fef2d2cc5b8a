import fc from 'fast-check';
import type { OrderStatus } from '@sidecart/contracts';
import { soldOrder } from '../testing/example-orders';
import { at } from '../testing/sales';
import type { Order } from './order';
import { allowedStatuses, allStatuses, decideStatusChange } from './order-status';

const now = at('2026-02-01T00:00:00.000Z');
const anyStatus = fc.constantFrom(...allStatuses);
const terminal: OrderStatus[] = ['PAYMENT_FAILED', 'COMPLETED', 'FAILED', 'CANCELLED'];

function orderIn(status: OrderStatus, version = 1): Order {
  return soldOrder({ status, version });
}

/** Follows wishes as far as they are granted and notes every status on the way. */
function walk(start: OrderStatus, wishes: readonly OrderStatus[]): { order: Order; visited: OrderStatus[] } {
  let order = orderIn(start);
  const visited = [start];
  for (const to of wishes) {
    const decision = decideStatusChange(order, { to, reason: undefined, expected: [order.version], now });
    if (decision.type !== 'apply') continue;
    order = decision.changed;
    visited.push(order.status);
  }
  return { order, visited };
}

describe('the status of an order', () => {
  test('when any wishes come in any order, then only legal steps are made and none leads back', () => {
    fc.assert(
      fc.property(anyStatus, fc.array(anyStatus, { maxLength: 30 }), (start, wishes) => {
        const { order, visited } = walk(start, wishes);
        visited.slice(1).forEach((status, index) => expect(allowedStatuses(visited[index]!)).toContain(status));
        expect(new Set(visited).size).toBe(visited.length);
        expect(order.version).toBe(visited.length);
      }),
    );
  });

  test('when an order is final, then nothing moves it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...terminal), anyStatus, (status, to) => {
        expect(decideStatusChange(orderIn(status), { to, reason: undefined, expected: 'any', now })).toMatchObject({
          type: 'refuse',
          refusal: { why: 'ILLEGAL_TRANSITION', from: status, to, allowed: [] },
        });
      }),
    );
  });

  test('when statuses are final, then they are exactly those that lead nowhere', () => {
    expect(allStatuses.filter((status) => allowedStatuses(status).length === 0).sort()).toEqual([...terminal].sort());
  });

  test('when an order has shipped, then it can neither fail nor be cancelled', () => {
    expect(allowedStatuses('SHIPPED')).toEqual(['COMPLETED']);
  });

  test('when an order is not paid, then no step leads to its goods', () => {
    for (const status of ['PENDING', 'IN_REVIEW', 'PAYMENT_FAILED'] as const) {
      for (const goods of ['RESERVED', 'SHIPPED', 'COMPLETED'] as const) expect(allowedStatuses(status)).not.toContain(goods);
    }
  });

  test('when a change is meant for another version, then it is stale, be it legal or not', () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, fc.array(fc.integer({ min: 2, max: 9 })), (status, to, expected) => {
        expect(decideStatusChange(orderIn(status, 1), { to, reason: undefined, expected, now })).toEqual({
          type: 'refuse',
          refusal: { why: 'STALE' },
        });
      }),
    );
  });

  test('when the workflow has the order, then nobody changes it by hand', () => {
    const order = { ...orderIn('PAID'), path: 'orchestration' as const };
    expect(decideStatusChange(order, { to: 'CANCELLED', reason: undefined, expected: 'any', now })).toEqual({
      type: 'refuse',
      refusal: { why: 'WORKFLOW_RUNS' },
    });
  });

  test('when a change is made, then the sale stays as it was', () => {
    const order = orderIn('PAID', 4);
    expect(decideStatusChange(order, { to: 'CANCELLED', reason: 'Customer asked for it.', expected: [3, 4], now })).toEqual({
      type: 'apply',
      changed: {
        ...order,
        ...{ status: 'CANCELLED', version: 5, updatedAt: now, finishedAt: now, outcome: 'compensated' },
        failure: { code: 'BY_OPERATOR', message: 'Customer asked for it.' },
      },
    });
  });
});
