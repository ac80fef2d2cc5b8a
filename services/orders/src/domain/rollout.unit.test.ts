import fc from 'fast-check';
import { bucketOf, leadsToWorkflow, routeOf } from './rollout';

const percent = fc.integer({ min: 0, max: 100 });
const inWorkflow = (id: string, canaryPercent: number): boolean => leadsToWorkflow(routeOf(id, { mode: 'canary', canaryPercent }));

test('when the same order is asked about again, then it has the same place, between 0 and 9,999', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(bucketOf(id)).toBe(bucketOf(id));
      expect(bucketOf(id)).toBeGreaterThanOrEqual(0);
      expect(bucketOf(id)).toBeLessThan(10_000);
    }),
  );
});

test('when an order is looked up years later, then its place is what it was: stored orders depend on it', () => {
  expect(bucketOf('0191d1f4-8c3a-7b11-9d6e-000000000006')).toBe(6787);
});

test('when the share is raised, then no order leaves the workflow', () => {
  fc.assert(
    fc.property(fc.uuid(), percent, percent, (id, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      expect(inWorkflow(id, less) && !inWorkflow(id, more)).toBe(false);
    }),
  );
});

test('when the share is 0 or 100 percent, then it is nobody or everybody', () => {
  fc.assert(fc.property(fc.uuid(), (id) => expect([inWorkflow(id, 0), inWorkflow(id, 100)]).toEqual([false, true])));
});

test.each([1, 10, 50, 90])('when %s percent are wanted, then about so many of many orders are taken', (share) => {
  const ids = Array.from({ length: 20_000 }, (_, index) => `0191d1f4-8c3a-7b11-9d6e-${index.toString(16).padStart(12, '0')}`);
  const taken = ids.filter((id) => inWorkflow(id, share)).length / ids.length;
  expect(Math.abs(taken * 100 - share)).toBeLessThan(1);
});

test.each(['choreography', 'shadow', 'orchestration'] as const)(
  'when the mode is %s, then every order takes that way, whatever the share',
  (mode) => {
    fc.assert(fc.property(fc.uuid(), percent, (id, canaryPercent) => expect(routeOf(id, { mode, canaryPercent })).toBe(mode)));
  },
);
