import fc from 'fast-check';
import type { OrderStatus } from '@sidecart/contracts';
import { placedOrder, soldOrder } from '../testing/example-orders';
import { at } from '../testing/sales';
import { react } from './fact';
import { isDead, isFinal, type Order } from './order';
import { allStatuses } from './order-status';
import { decideLook, nextLookIn, questionAbout, replan, type Finding, type Limits, type Verdict } from './sweep';

const MINUTE = 60_000;
const limits: Limits = {
  STEP_ALLOWANCE_MS: MINUTE,
  WORKFLOW_ALLOWANCE_MS: 5 * MINUTE,
  STANDSTILL_LIMIT_MS: 15 * MINUTE,
  REVIEW_LIMIT_MS: 24 * 60 * MINUTE,
};
const updatedAt = at('2026-02-01T00:00:00.000Z');
const after = (ms: number): Date => new Date(updatedAt.getTime() + ms);
const findings: readonly (Finding | undefined)[] = [
  undefined,
  { found: 'nothing' },
  { found: 'open' },
  { found: 'unreachable' },
  { found: 'facts', facts: [{ type: 'noted' }] },
];
const anyFinding = fc.constantFrom(...findings);
const alive = allStatuses.filter((status) => !isFinal(status));

const placed = (changes: Partial<Order> = {}): Order => placedOrder({ updatedAt, ...changes });
const sold = (changes: Partial<Order> = {}): Order => soldOrder({ updatedAt, ...changes });
const look = (order: Order, finding: Finding['found'] | undefined, standing = MINUTE, looks = 0): Verdict =>
  decideLook({ order, looks, finding: findings.find((one) => one?.found === finding), now: after(standing) }, limits);
const ends = (verdict: Verdict): boolean => verdict.does === 'apply' && verdict.facts.some(({ type }) => type === 'dead');

/** Looks again and again at an order of which always the same is found, until nothing is looked after any more. */
function watch(order: Order, finding: Finding | undefined) {
  const seen: { verdict: Verdict; standing: number }[] = [];
  let standing = (order.path === 'orchestration' ? 5 : 1) * MINUTE;
  for (let looks = 0; looks < 60; looks += 1) {
    const verdict = decideLook({ order, looks, finding, now: after(standing) }, limits);
    seen.push({ verdict, standing });
    if (verdict.does === 'apply' || verdict.does === 'rest' || verdict.does === 'hand over') break;
    standing += nextLookIn(order, looks + 1, after(standing), limits);
  }
  return seen;
}

describe('an order that stands still on its way by events', () => {
  test.each<[string, Order, Verdict]>([
    ['pending', placed(), { does: 'tell', telling: 'created' }],
    ['paid, a sale', sold(), { does: 'tell', telling: 'recorded' }],
    ['paid', placed({ status: 'PAID' }), { does: 'request', what: 'reservation' }],
    ['reserved', placed({ status: 'RESERVED' }), { does: 'request', what: 'shipment' }],
  ])('when it is %s and nobody is at it, then what got lost is asked for again; otherwise it is waited for', (_title, order, verdict) => {
    expect(look(order, 'nothing')).toEqual(verdict);
    for (const finding of ['open', 'unreachable'] as const) expect(look(order, finding)).toEqual({ does: 'wait' });
    expect(look(order, 'facts')).toEqual({ does: 'apply', facts: [{ type: 'noted' }] });
  });

  test('when nobody has claimed it, then events do', () => {
    const order = placed({ path: undefined });
    expect(questionAbout(order)).toBeUndefined();
    expect(look(order, undefined)).toEqual({ does: 'apply', facts: [{ type: 'claimed', path: 'choreography' }] });
  });

  test('when its time is up, then it fails as timed out in the step it stood before; whatever was done is undone by that', () => {
    const steps = { PENDING: 'ProcessPayment', PAID: 'ReserveInventory', RESERVED: 'CreateShipment' } as const;
    for (const [status, step] of Object.entries(steps)) {
      const verdict = look(placed({ status: status as OrderStatus }), 'open', 15 * MINUTE, 3);
      const failure = { code: 'STANDSTILL', message: 'The order stood still for too long.', step };
      expect(verdict).toEqual({ does: 'apply', facts: [{ type: 'dead', status: 'FAILED', failure, outcome: 'timed_out', by: 'sweeper' }] });
    }
  });

  test('when payment or warehouse cannot be asked at the limit, then it fails; shipping, whose label may be out, is waited for as long again', () => {
    expect(ends(look(placed(), 'unreachable', 15 * MINUTE, 3))).toBe(true);
    expect(ends(look(placed({ status: 'PAID' }), 'unreachable', 15 * MINUTE, 3))).toBe(true);
    expect(look(placed({ status: 'RESERVED' }), 'unreachable', 15 * MINUTE, 3)).toEqual({ does: 'wait' });
    expect(ends(look(placed({ status: 'RESERVED' }), 'unreachable', 30 * MINUTE, 4))).toBe(true);
  });

  test('when it is found late because nobody looked, then it has its chance first', () => {
    expect(look(placed(), 'nothing', 60 * MINUTE, 0)).toEqual({ does: 'tell', telling: 'created' });
    expect(ends(look(placed(), 'nothing', 62 * MINUTE, 1))).toBe(true);
  });

  test('when an operator sent its goods off, then it is never failed, but handed over', () => {
    for (const status of ['PAID', 'RESERVED'] as const) {
      const order = placed({ status, fulfillment: { status: 'SHIPPED' } });
      expect(look(order, 'nothing')).toEqual({ does: 'wait' });
      expect(look(order, 'nothing', 15 * MINUTE, 3)).toEqual({ does: 'hand over' });
    }
  });
});

describe('an order the workflow has', () => {
  const order = placed({ path: 'orchestration' });

  test('when the workflow runs, then it is waited for, then asked to stop, and only after as long again the order is taken away', () => {
    for (const finding of ['open', 'unreachable'] as const) {
      expect(look(order, finding, 5 * MINUTE)).toEqual({ does: 'wait' });
      expect(look(order, finding, 15 * MINUTE, 1)).toEqual({ does: 'cancel' });
      expect(look(order, finding, 40 * MINUTE, 1)).toEqual({ does: 'cancel' });
      expect(ends(look(order, finding, 30 * MINUTE, 2))).toBe(true);
    }
  });

  test('when the workflow has ended without ending its order, then the order fails, which undoes all', () => {
    const verdict = look(order, 'nothing', 5 * MINUTE);
    expect(verdict).toMatchObject({ facts: [{ type: 'dead', status: 'FAILED', failure: { code: 'WORKFLOW_ENDED' }, by: 'sweeper' }] });
    if (verdict.does !== 'apply') throw new Error('not applied');
    expect(react(order, verdict.facts[0]!, after(5 * MINUTE))).toMatchObject({ order: { status: 'FAILED' }, tell: ['failed'] });
  });

  test('when it is in review, then it may wait as long as a review takes', () => {
    const inReview = placed({ path: 'orchestration', status: 'IN_REVIEW' });
    expect(look(inReview, 'open', 24 * 60 * MINUTE, 20)).toEqual({ does: 'wait' });
    expect(look(inReview, 'open', (24 * 60 + 15) * MINUTE, 20)).toEqual({ does: 'cancel' });
  });
});

describe('an order that is shipped', () => {
  const total = { minor: 3025, currency: 'EUR' };
  const complete = { does: 'apply', facts: [{ type: 'completed' }] };

  test('when its price is known, then it is completed, by a running workflow as long as that has time', () => {
    expect(look(placed({ status: 'SHIPPED', total }), undefined)).toEqual(complete);
    const order = placed({ status: 'SHIPPED', total, path: 'orchestration' });
    expect(look(order, 'nothing', 5 * MINUTE)).toEqual(complete);
    expect(look(order, 'open', 5 * MINUTE)).toEqual({ does: 'wait' });
    expect(look(order, 'unreachable', 15 * MINUTE, 1)).toEqual(complete);
  });

  test('when its price is not known, then payment is asked, and an operator after that', () => {
    const order = placed({ status: 'SHIPPED' });
    expect(questionAbout(order)).toBe('payment');
    expect(look(order, 'nothing')).toEqual({ does: 'wait' });
    expect(look(order, 'nothing', 15 * MINUTE, 3)).toEqual({ does: 'hand over' });
  });
});

describe('a dead order', () => {
  const dead = (progress: Order['progress']): Order => sold({ status: 'FAILED', progress, total: { minor: 2500, currency: 'EUR' } });

  test('when all that was done is known as undone, then it rests', () => {
    expect(look(dead({}), undefined)).toEqual({ does: 'rest' });
    expect(look(dead({ paymentId: 'p', refunded: true, reservationId: 'r', released: true }), undefined)).toEqual({ does: 'rest' });
    expect(look(dead({ paymentId: 'p', refunds: { a: 2000, b: 500 }, shipmentId: 's', shipmentCancelled: true }), undefined)).toEqual({
      does: 'rest',
    });
  });

  test('when something is not, then everybody is told again a few times, ever later, and then an operator sees to it', () => {
    for (const progress of [{ paymentId: 'p' }, { paymentId: 'p', refunds: { a: 2499 } }, { reservationId: 'r' }, { shipmentId: 's' }]) {
      const seen = watch(dead(progress), undefined);
      expect(seen.map(({ verdict }) => verdict.does)).toEqual(['tell', 'tell', 'tell', 'tell', 'tell', 'hand over']);
      expect(seen.map(({ standing }) => standing / MINUTE)).toEqual([1, 3, 7, 15, 25, 35]);
    }
  });
});

describe('the sweeper, whatever it finds', () => {
  const anyOrder = fc
    .record({
      origin: fc.constantFrom(placed(), sold()),
      path: fc.constantFrom('choreography' as const, 'orchestration' as const, undefined),
      status: fc.constantFrom(...allStatuses),
      shipped: fc.constantFrom('UNFULFILLED' as const, 'RESERVED' as const, 'SHIPPED' as const),
    })
    .map(({ origin, path, status, shipped }): Order => ({ ...origin, path, status, fulfillment: { status: shipped } }));

  test('when an order has not stood for its limit, or was never looked at, then it is not failed for standing still', () => {
    fc.assert(
      fc.property(anyOrder, anyFinding, fc.nat({ max: 60 * MINUTE }), fc.nat({ max: 9 }), (order, finding, standing, looks) => {
        const verdict = decideLook({ order, looks, finding, now: after(standing) }, limits);
        const isStandstill = verdict.does === 'apply' && verdict.facts.some((fact) => fact.type === 'dead' && fact.failure.code === 'STANDSTILL');
        if (standing < 15 * MINUTE || looks === 0) expect([isStandstill, verdict.does === 'cancel']).toEqual([false, false]);
      }),
    );
  });

  test('when goods have left, then no order is failed', () => {
    fc.assert(
      fc.property(anyOrder, anyFinding, fc.nat({ max: 9 }), (order, finding, looks) => {
        const verdict = decideLook({ order: { ...order, fulfillment: { status: 'SHIPPED' } }, looks, finding, now: after(99 * MINUTE) }, limits);
        expect(ends(verdict)).toBe(false);
        const shipped = decideLook({ order: { ...order, status: 'SHIPPED' }, looks, finding, now: after(99 * MINUTE) }, limits);
        expect(ends(shipped)).toBe(false);
      }),
    );
  });

  test('when an order goes on standing still, then it comes to an end in few looks: applied, at rest or with an operator', () => {
    fc.assert(
      fc.property(anyOrder, anyFinding, (order, finding) => {
        const seen = watch(order, finding);
        expect(['apply', 'rest', 'hand over']).toContain(seen.at(-1)?.verdict.does);
        expect(seen.length).toBeLessThanOrEqual(order.status === 'IN_REVIEW' ? 40 : 8);
      }),
    );
  });

  test('when it waits, then ever longer, at most ten times as long, and never past a limit it has not seen', () => {
    fc.assert(
      fc.property(fc.constantFrom(...alive), fc.nat({ max: 12 }), fc.nat({ max: 40 * MINUTE }), (status, looks, standing) => {
        const order = placed({ status });
        const wait = nextLookIn(order, looks, after(standing), limits);
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual((status === 'IN_REVIEW' ? 50 : 10) * MINUTE);
        if (status !== 'IN_REVIEW' && standing < 15 * MINUTE) expect(standing + wait).toBeLessThanOrEqual(15 * MINUTE);
      }),
    );
  });
});

describe('the next look', () => {
  test('when an order moves, then it has its whole time again; when nothing moved it, then the plan stays', () => {
    const order = placed();
    expect(replan(order, { ...order, status: 'PAID', version: 2 }, limits)).toBe(MINUTE);
    expect(replan({ ...order, path: undefined }, { ...order, path: 'orchestration' }, limits)).toBe(5 * MINUTE);
    expect(replan(order, { ...order, progress: { paymentId: 'p' } }, limits)).toBe('as planned');
    expect(replan(order, { ...order, status: 'COMPLETED', version: 5 }, limits)).toBe('never');
  });

  test('when an order dies, then it is looked after as long as something is not known as undone', () => {
    const order = placed({ progress: { paymentId: 'p' } });
    const dead: Order = { ...order, status: 'FAILED', version: 2 };
    expect(replan(order, dead, limits)).toBe(MINUTE);
    expect(replan({ ...order, progress: {} }, { ...dead, progress: {} }, limits)).toBe('never');
    expect(replan(dead, { ...dead, progress: { paymentId: 'p', reservationId: 'r' } }, limits)).toBe(MINUTE);
    expect(replan(dead, { ...dead, progress: { paymentId: 'p', refunds: { a: 1 } } }, limits)).toBe('as planned');
    expect(replan(dead, { ...dead, progress: { paymentId: 'p', refunded: true } }, limits)).toBe('never');
    expect(isDead(dead.status)).toBe(true);
  });
});
