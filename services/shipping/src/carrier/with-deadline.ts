import { Unavailable, within } from '@sidecart/platform';
import type { CarrierAdapter } from './carrier-adapter.js';

/** Ends every call to the carrier after `timeoutMs` with Unavailable: its outcome is unknown then, and it is asked again. */
export function withDeadline(carrier: CarrierAdapter, timeoutMs: number): CarrierAdapter {
  const late = (cause: unknown): Error => new Unavailable('CARRIER_TIMEOUT', 'the carrier did not answer in time', { cause });
  const timed = <Answer>(signal: AbortSignal, call: (ends: AbortSignal) => Promise<Answer>): Promise<Answer> =>
    within({ signal, timeoutMs, late }, call);
  return {
    create: (key, content, signal) => timed(signal, (ends) => carrier.create(key, content, ends)),
    find: (key, signal) => timed(signal, (ends) => carrier.find(key, ends)),
    cancel: (key, signal) => timed(signal, (ends) => carrier.cancel(key, ends)),
    check: (key, content, signal) => timed(signal, (ends) => carrier.check(key, content, ends)),
  };
}
