import fc from 'fast-check';
import { at } from '../testing/sales';
import { findFaults, guardThresholds, windowFrom, type CanaryWindow } from './canary-guard';

const window = (changes: Partial<CanaryWindow>): CanaryWindow => ({ counted: 100, failed: 0, compensated: 0, meanSeconds: 1, ...changes });
const faults = (changes: Partial<CanaryWindow>) => findFaults(window(changes), guardThresholds);

test.each<[string, Partial<CanaryWindow>, readonly string[]]>([
  ['two of a hundred failed', { failed: 2 }, []],
  ['three of a hundred failed', { failed: 3 }, ['failure rate 3.0 % is above 2.0 % of 100 finished orders']],
  ['five of a hundred were undone', { compensated: 5 }, []],
  ['six of a hundred were undone', { compensated: 6 }, ['compensation rate 6.0 % is above 5.0 % of 100 finished orders']],
  ['all went wrong of fewer than fifty', { counted: 49, failed: 49 }, []],
  ['two of fifty failed', { counted: 50, failed: 2 }, ['failure rate 4.0 % is above 2.0 % of 50 finished orders']],
])('when %s, then the guard finds what it should', (_name, changes, stepBack) => {
  expect(faults(changes)).toEqual({ stepBack, slow: [] });
});

test('when both rates are too high, then both are named', () => {
  expect(faults({ failed: 10, compensated: 10 }).stepBack).toHaveLength(2);
});

test('when orders take too long, then that is no reason to step back, but it is not well', () => {
  expect(faults({ meanSeconds: 45 })).toEqual({ stepBack: [], slow: [] });
  expect(faults({ meanSeconds: 45.06 })).toEqual({ stepBack: [], slow: ['mean duration 45.1 s is above 45 s'] });
  expect(faults({ meanSeconds: 999, counted: 49 }).slow).toEqual([]);
});

test('when any window is looked at, then the guard steps back exactly if enough orders finished and a rate is above its threshold', () => {
  const counts = fc.record({ completed: fc.nat({ max: 500 }), failed: fc.nat({ max: 40 }), compensated: fc.nat({ max: 40 }) });
  fc.assert(
    fc.property(counts, ({ completed, failed, compensated }) => {
      const counted = completed + failed + compensated;
      // In whole numbers, so that no rounding of shares decides.
      const wanted = counted >= 50 && (failed * 100 > counted * 2 || compensated * 100 > counted * 5);
      expect(faults({ counted, failed, compensated }).stepBack.length > 0).toBe(wanted);
    }),
  );
});

test('when the rollout was changed within the window, then it begins there, and older orders say nothing', () => {
  const earliest = at('2026-03-10T11:45:00.000Z');
  const [longAgo, justNow] = [at('2026-03-09T00:00:00.000Z'), at('2026-03-10T11:50:00.000Z')];
  expect(windowFrom({ changedAt: longAgo }, earliest)).toEqual({ finishedSince: earliest, placedSince: longAgo });
  expect(windowFrom({ changedAt: justNow }, earliest)).toEqual({ finishedSince: justNow, placedSince: justNow });
});
