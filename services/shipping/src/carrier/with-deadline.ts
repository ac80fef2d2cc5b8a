import { Unavailable } from '@sidecart/platform';
import type { CarrierAdapter } from './carrier-adapter.js';

/** Ends every call to the carrier after `timeoutMs` with Unavailable: its outcome is unknown then, and it is asked again. */
export function withDeadline(carrier: CarrierAdapter, timeoutMs: number): CarrierAdapter {
  const within = async <Answer>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> => {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      return await call(ends);
    } catch (error) {
      if (!ends.aborted) throw error;
      throw new Unavailable('CARRIER_TIMEOUT', 'the carrier did not answer in time', { cause: error });
    }
  };
  return {
    create: (key, content, signal) => within(signal, (ends) => carrier.create(key, content, ends)),
    find: (key, signal) => within(signal, (ends) => carrier.find(key, ends)),
    cancel: (key, signal) => within(signal, (ends) => carrier.cancel(key, ends)),
    check: (key, content, signal) => within(signal, (ends) => carrier.check(key, content, ends)),
  };
}
