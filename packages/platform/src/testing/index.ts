import pino from 'pino';
import type { Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logging.js';

export { adminUrl, createTestDatabase, pgDatabase, pgPrismaLike, type TestDatabase } from './database.js';
export { fakeDapr, type FakeDapr, type RecordedBinding, type RecordedInvoke } from './fake-dapr.js';
export { createGate, type Gate } from './gate.js';
export { fakeFaults, type FakeFaults } from './fake-faults.js';
export { createMetrics } from '../metrics/metrics.js';
export { metricValue } from './metrics.js';

/** A clock that stands still until it is moved. */
export interface FixedClock extends Clock {
  /** Moves the clock forward by milliseconds. */
  advance(ms: number): void;
}

/** Makes a clock that stands at `start`. */
export function fixedClock(start: Date = new Date('2026-01-01T00:00:00.000Z')): FixedClock {
  let now = start.getTime();
  return { now: () => new Date(now), advance: (ms) => void (now += ms) };
}

/** A logger that says nothing. */
export function silentLog(): Logger {
  return pino({ level: 'silent' });
}

/** Resolves to the first value of `check` that is neither undefined nor false; rejects with the last error after the deadline. */
export async function eventually<R>(
  check: () => Promise<R | undefined | false> | R | undefined | false,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<R> {
  const deadline = performance.now() + (options.timeoutMs ?? 10_000);
  let last: unknown = new Error('the condition never held');
  while (performance.now() < deadline) {
    try {
      const value = await check();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 25));
  }
  throw last;
}
