import fc from 'fast-check';
import { hits } from './match-fault.js';
import type { FaultRule } from './types.js';

const now = new Date('2026-01-01T12:00:00Z');
const rule = (over: Partial<FaultRule> = {}): FaultRule => ({ operation: 'charge', effect: 'fail', ...over });
const target = (orderId?: string) => ({ operation: 'charge', orderId });

test('when a rule names neither order nor share, then it hits every call of its operation and no other', () => {
  expect(hits(rule(), target('o1'), now, 0)).toBe(true);
  expect(hits(rule(), target(), now, 0)).toBe(true);
  expect(hits(rule({ operation: 'refund' }), target('o1'), now, 0)).toBe(false);
});

test('when a rule names an order, then it hits that one only, and no call without an order', () => {
  expect(['o1', 'o2', undefined].map((id) => hits(rule({ orderId: 'o1' }), target(id), now, 0))).toEqual([true, false, false]);
});

test('when its instant has come, then a rule no longer holds', () => {
  expect(hits(rule({ until: '2026-01-01T12:00:01Z' }), target(), now, 0)).toBe(true);
  expect(hits(rule({ until: '2026-01-01T12:00:00Z' }), target(), now, 0)).toBe(false);
  expect(hits(rule({ until: '2026-01-01T13:00:00+02:00' }), target(), now, 0)).toBe(false);
});

test('when a share grows, then every order that was hit stays hit, whatever the dice say', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (id, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      const small = hits(rule({ share: less }), target(id), now, 0.1);
      expect(hits(rule({ share: less }), target(id), now, 0.9)).toBe(small);
      if (small) expect(hits(rule({ share: more }), target(id), now, 0.5)).toBe(true);
    }),
  );
});

test('when a share is 0.3, then about 30 % of the orders are hit, others in another operation; 0 hits none and 1 all', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => `order-${index}`);
  const hit = (share: number, operation = 'charge') => ids.filter((orderId) => hits(rule({ share, operation }), { operation, orderId }, now, 0.5));
  expect(hit(0.3).length / ids.length).toBeCloseTo(0.3, 1);
  expect(hit(0.3, 'refund')).not.toEqual(hit(0.3));
  expect([hit(0).length, hit(1).length]).toEqual([0, ids.length]);
});

test('when no order is known, then a share is left to chance', () => {
  expect([0.1, 0.9].map((random) => hits(rule({ share: 0.3 }), target(), now, random))).toEqual([true, false]);
});
