import type { ProviderAdapter } from './provider-adapter.js';

/** Ends every call to the provider after `timeoutMs`: its outcome is unknown then, and it is asked again. */
export function withDeadline(provider: ProviderAdapter, timeoutMs: number): ProviderAdapter {
  const within = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return {
    capture: (key, amount, cardToken, signal) => provider.capture(key, amount, cardToken, within(signal)),
    find: (key, signal) => provider.find(key, within(signal)),
    refund: (key, captureId, amount, signal) => provider.refund(key, captureId, amount, within(signal)),
    void: (key, signal) => provider.void(key, within(signal)),
  };
}
