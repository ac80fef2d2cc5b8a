import { Unavailable, within } from '@sidecart/platform';
import type { ProviderAdapter } from './provider-adapter.js';

/** Ends every call to the provider after `timeoutMs` with Unavailable: its outcome is unknown then, and it is asked again. */
export function withDeadline(provider: ProviderAdapter, timeoutMs: number): ProviderAdapter {
  const late = (cause: unknown): Error => new Unavailable('PROVIDER_TIMEOUT', 'the provider did not answer in time', { cause });
  const timed = <Answer>(signal: AbortSignal, call: (ends: AbortSignal) => Promise<Answer>): Promise<Answer> =>
    within({ signal, timeoutMs, late }, call);
  return {
    // Reading the books takes as long as they are; whoever reads brings a limit of its own.
    ...provider,
    capture: (key, amount, cardToken, signal) => timed(signal, (ends) => provider.capture(key, amount, cardToken, ends)),
    find: (key, signal) => timed(signal, (ends) => provider.find(key, ends)),
    refund: (key, captureId, amount, signal) => timed(signal, (ends) => provider.refund(key, captureId, amount, ends)),
    void: (key, signal) => timed(signal, (ends) => provider.void(key, ends)),
    check: (amount, cardToken, signal) => timed(signal, (ends) => provider.check(amount, cardToken, ends)),
  };
}
