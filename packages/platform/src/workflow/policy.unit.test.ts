import fc from 'fast-check';
import { attemptEndsAt, defaultStepPolicy, nextAttemptAt, schedule, stepPolicy, waitAfter, type StepPolicy } from './policy.js';

const policies: fc.Arbitrary<StepPolicy> = fc.record(
  {
    startToCloseMs: fc.integer({ min: 1, max: 60_000 }),
    maxAttempts: fc.integer({ min: 1, max: 12 }),
    initialIntervalMs: fc.integer({ min: 1, max: 5_000 }),
    coefficient: fc.integer({ min: 1, max: 4 }),
    maxIntervalMs: fc.integer({ min: 1, max: 30_000 }),
    scheduleToCloseMs: fc.integer({ min: 1, max: 120_000 }),
  },
  { requiredKeys: ['startToCloseMs', 'maxAttempts', 'initialIntervalMs', 'coefficient', 'maxIntervalMs'] },
);

test('when a step says nothing, then it has 3 attempts of 10 s with waits of 1 s and 2 s', () => {
  expect(schedule(defaultStepPolicy)).toEqual([
    { attempt: 1, startsAtMs: 0, endsAtMs: 10_000 },
    { attempt: 2, startsAtMs: 11_000, endsAtMs: 21_000 },
    { attempt: 3, startsAtMs: 23_000, endsAtMs: 33_000 },
  ]);
});

test('when a step has retries of its own, then it has one attempt more and no bound on the whole', () => {
  const policy = stepPolicy({ startToCloseMs: 30_000, retries: 2 });
  expect(policy).toMatchObject({ maxAttempts: 3, startToCloseMs: 30_000 });
  expect(policy.scheduleToCloseMs).toBeUndefined();
  expect(schedule(policy).at(-1)).toEqual({ attempt: 3, startsAtMs: 63_000, endsAtMs: 93_000 });
});

test('when a step has only a timeout of its own, then the default retries and the bound of 60 s hold', () => {
  expect(stepPolicy({ startToCloseMs: 25_000 })).toEqual({ ...defaultStepPolicy, startToCloseMs: 25_000 });
  expect(schedule(stepPolicy({ startToCloseMs: 25_000 })).at(-1)).toEqual({ attempt: 3, startsAtMs: 53_000, endsAtMs: 60_000 });
});

test('when no more attempt starts within the bound, then there is none', () => {
  expect(schedule(stepPolicy({ startToCloseMs: 59_500 }))).toEqual([{ attempt: 1, startsAtMs: 0, endsAtMs: 59_500 }]);
});

test('when a step is tried without end, then the waits grow to the longest and stay there', () => {
  const policy = { ...defaultStepPolicy, maxAttempts: Infinity };
  expect([1, 2, 3, 4, 5, 6, 7, 2_000].map((attempt) => waitAfter(policy, attempt))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect(schedule(stepPolicy({ retries: Infinity }), 25)).toHaveLength(25);
});

test('when attempts are planned, then none overlaps, none outlasts its timeout, and none passes the bound', () => {
  fc.assert(
    fc.property(policies, (policy) => {
      const planned = schedule(policy);
      const bound = policy.scheduleToCloseMs ?? Infinity;
      expect(planned.length).toBeLessThanOrEqual(policy.maxAttempts);
      planned.forEach(({ attempt, startsAtMs, endsAtMs }, index) => {
        expect(attempt).toBe(index + 1);
        expect(endsAtMs - startsAtMs).toBeLessThanOrEqual(policy.startToCloseMs);
        expect(endsAtMs).toBeLessThanOrEqual(bound);
        expect(startsAtMs).toBeLessThan(bound);
        const next = planned[index + 1];
        if (next !== undefined) expect(next.startsAtMs - endsAtMs).toBe(waitAfter(policy, attempt));
      });
    }),
  );
});

test('when an attempt failed early, then the next is counted from its end', () => {
  const policy = stepPolicy({ startToCloseMs: 10_000, retries: 3 });
  expect(nextAttemptAt(policy, 0, 1, 50)).toBe(1_050);
  expect(nextAttemptAt(policy, 0, 4, 50)).toBeUndefined();
  expect(attemptEndsAt(policy, 0, 1_050)).toBe(11_050);
});
