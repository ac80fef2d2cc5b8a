import { Unavailable } from '@sidecart/platform';
import type { ProviderAdapter } from './provider-adapter.js';

/** Ends every call to the provider after `timeoutMs` with Unavailable: its outcome is unknown then, and it is asked again. */
export function withDeadline(provider: ProviderAdapter, timeoutMs: number): ProviderAdapter {
  const within = async <Answer>(signal: AbortSignal, call: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> => {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      return await call(ends);
    } catch (error) {
      if (!ends.aborted) throw error;
      throw new Unavailable('PROVIDER_TIMEOUT', 'the provider did not answer in time', { cause: error });
    }
  };
  return {
    // Reading the books takes as long as they are; whoever reads brings a limit of its own.
    ...provider,
    capture: (key, amount, cardToken, signal) => within(signal, (ends) => provider.capture(key, amount, cardToken, ends)),
    find: (key, signal) => within(signal, (ends) => provider.find(key, ends)),
    refund: (key, captureId, amount, signal) => within(signal, (ends) => provider.refund(key, captureId, amount, ends)),
    void: (key, signal) => within(signal, (ends) => provider.void(key, ends)),
    check: (amount, cardToken, signal) => within(signal, (ends) => provider.check(amount, cardToken, ends)),
  };
}
