import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from './errors.js';

/** How long to ask and how often, both in milliseconds. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
  /** Ends the wait at once with its answer, when there is one. */
  readonly giveUp?: () => string | undefined;
}

/**
 * Asks `probe` until it answers with something other than `undefined` or `false`. A throwing probe counts as "not yet".
 * Throws an Error that names `what` and the last reason once the deadline has passed.
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  options: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + options.timeoutMs;
  let reason = '';
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      reason = `: ${messageOf(error)}`;
    }
    const hopeless = options.giveUp?.();
    if (hopeless !== undefined) throw new Error(hopeless);
    if (Date.now() >= deadline) throw new Error(`${what}, waited ${String(options.timeoutMs / 1000)} s${reason}`);
    await delay(options.everyMs ?? 50);
  }
}
