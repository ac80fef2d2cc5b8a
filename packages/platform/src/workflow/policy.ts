/** How often and how long a step is tried. All times in milliseconds. */
export interface StepPolicy {
  /** Longest time of one attempt, from its start. */
  readonly startToCloseMs: number;
  /** How long an attempt may wait for its start beside that, in a queue or for a worker. Default 0. */
  readonly scheduleToStartMs?: number;
  /** n retries are n + 1 attempts. Infinity: until it succeeds or is refused. */
  readonly maxAttempts: number;
  /** Wait after the first attempt; each later wait is `coefficient` times the one before, up to `maxIntervalMs`. */
  readonly initialIntervalMs: number;
  readonly coefficient: number;
  readonly maxIntervalMs: number;
  /** Bound on the whole step with all its attempts and waits. */
  readonly scheduleToCloseMs?: number;
}

/** What holds for a step that says nothing else. */
export const defaultStepPolicy = {
  startToCloseMs: 10_000,
  maxAttempts: 3,
  initialIntervalMs: 1_000,
  coefficient: 2,
  maxIntervalMs: 30_000,
  scheduleToCloseMs: 60_000,
} as const satisfies StepPolicy;

/** What a step may say of itself. */
export interface StepPolicySettings {
  readonly startToCloseMs?: number;
  readonly retries?: number;
  readonly maxIntervalMs?: number;
  readonly scheduleToStartMs?: number;
}

/** The default policy with a step's own values. A step with retries of its own has no bound on the whole: attempts × timeout + waits. */
export function stepPolicy({ retries, ...own }: StepPolicySettings): StepPolicy {
  if (retries === undefined) return { ...defaultStepPolicy, ...own };
  const { startToCloseMs, initialIntervalMs, coefficient, maxIntervalMs } = defaultStepPolicy;
  return { startToCloseMs, initialIntervalMs, coefficient, maxIntervalMs, ...own, maxAttempts: retries + 1 };
}

/** The wait after attempt number `attempt`, counted from 1. */
export function waitAfter(policy: StepPolicy, attempt: number): number {
  // Past the cap the power would only grow towards Infinity.
  return Math.min(policy.maxIntervalMs, policy.initialIntervalMs * policy.coefficient ** Math.min(attempt - 1, 64));
}

/** When an attempt scheduled at `scheduledAt` ends at the latest, in a step that was opened at `openedAt`. */
export function attemptEndsAt(policy: StepPolicy, openedAt: number, scheduledAt: number): number {
  return Math.min(scheduledAt + (policy.scheduleToStartMs ?? 0) + policy.startToCloseMs, openedAt + (policy.scheduleToCloseMs ?? Infinity));
}

/** When the attempt after number `attempt`, which ended at `endedAt`, starts; undefined when there is none. */
export function nextAttemptAt(policy: StepPolicy, openedAt: number, attempt: number, endedAt: number): number | undefined {
  if (attempt >= policy.maxAttempts) return undefined;
  const startsAt = endedAt + waitAfter(policy, attempt);
  return startsAt < openedAt + (policy.scheduleToCloseMs ?? Infinity) ? startsAt : undefined;
}

/** One attempt of a step whose every attempt runs into its timeout; counted from the step's beginning. */
export interface PlannedAttempt {
  readonly attempt: number;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** The slowest way a step can go whose attempts all start at once. Of a policy without an end, the first `limit` attempts. */
export function schedule({ scheduleToStartMs: _queued, ...policy }: StepPolicy, limit = 10): readonly PlannedAttempt[] {
  const planned: PlannedAttempt[] = [];
  const last = policy.maxAttempts === Infinity ? limit : policy.maxAttempts;
  let startsAtMs: number | undefined = 0;
  for (let attempt = 1; startsAtMs !== undefined && attempt <= last; attempt += 1) {
    const endsAtMs = attemptEndsAt(policy, 0, startsAtMs);
    planned.push({ attempt, startsAtMs, endsAtMs });
    startsAtMs = nextAttemptAt(policy, 0, attempt, endsAtMs);
  }
  return planned;
}
