import fc from 'fast-check';
import { resendDelay } from './resend';

const policy = { afterMs: 30_000, maxMs: 600_000 };

describe('resendDelay', () => {
  test('when resends add up, then the wait doubles from 30 s to 10 min and stays there', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 1_000].map((resends) => resendDelay(policy, resends))).toEqual([
      30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000,
    ]);
  });

  test('when the policy and the count are anything, then the wait never shrinks, never ends and keeps its bounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1e7 }), fc.integer({ min: 100, max: 1e8 }), fc.nat(1e6), (afterMs, maxMs, resends) => {
        const delay = resendDelay({ afterMs, maxMs }, resends);
        expect(Number.isFinite(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(afterMs);
        expect(delay).toBeLessThanOrEqual(Math.max(afterMs, maxMs));
        expect(resendDelay({ afterMs, maxMs }, resends + 1)).toBeGreaterThanOrEqual(delay);
      }),
    );
  });
});
