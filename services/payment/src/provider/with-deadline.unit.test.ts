import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@sidecart/platform';
import type { ProviderAdapter } from './provider-adapter';
import { withDeadline } from './with-deadline';

const idle = new AbortController().signal;
const amount = { minor: 1, currency: 'EUR' };

/** A provider whose every call takes `ms`, or ends with `error` at once. */
function provider(ms: number, error?: Error): ProviderAdapter {
  const call = (...args: readonly unknown[]): Promise<never> =>
    error ? Promise.reject(error) : wait(ms, undefined as never, { signal: args.at(-1) as AbortSignal });
  return { capture: call, find: call, refund: call, void: call, check: call, books: { lookUp: call, between: () => ({}) as never } };
}

const calls: readonly [string, (of: ProviderAdapter, signal: AbortSignal) => Promise<unknown>][] = [
  ['capture', (of, signal) => of.capture('k', amount, 'tok', signal)],
  ['find', (of, signal) => of.find('k', signal)],
  ['refund', (of, signal) => of.refund('k', 'c', amount, signal)],
  ['void', (of, signal) => of.void('k', signal)],
  ['check', (of, signal) => of.check(amount, 'tok', signal)],
];

describe.each(calls)('%s', (_name, call) => {
  test('when it takes too long, then its outcome is unknown', async () => {
    await expect(call(withDeadline(provider(60_000), 5), idle)).rejects.toMatchObject({ code: 'PROVIDER_TIMEOUT', retryable: true });
  });

  test('when whoever asked gives up, then so does the call', async () => {
    await expect(call(withDeadline(provider(60_000), 60_000), AbortSignal.timeout(5))).rejects.toMatchObject({ code: 'PROVIDER_TIMEOUT' });
  });

  test('when it answers or fails in time, then that is its answer', async () => {
    await expect(call(withDeadline(provider(1), 60_000), idle)).resolves.toBeUndefined();
    const error = new AppError('PROVIDER_KEY_REUSED', 'no');
    await expect(call(withDeadline(provider(1, error), 60_000), idle)).rejects.toBe(error);
  });
});
