import { currentFlow, Unavailable, type Faults } from '@sidecart/platform';
import type { FailureReason } from '../domain/payment.js';
import type { ProviderAdapter } from './provider-adapter.js';

/** The operations an operator can switch: see `platform.faults`. */
export const faultOperations = ['capture', 'refund'] as const;

const DECLINED: FailureReason = { code: 'CARD_DECLINED', message: 'The issuer declined the card.' };

/**
 * A provider whose calls an operator can make slow, fail or be refused; the order they are for comes from the flow. A
 * refusal is as definite as the provider's own: the key is barred there first, for an earlier call may be on its way.
 */
export function withFaults(provider: ProviderAdapter, faults: Faults): ProviderAdapter {
  const apply = (operation: (typeof faultOperations)[number]) => faults.apply(operation, currentFlow().orderId);
  return {
    ...provider,
    async capture(key, amount, cardToken, signal) {
      if ((await apply('capture')) !== 'decline') return provider.capture(key, amount, cardToken, signal);
      await provider.void(key, signal);
      return { type: 'declined', reason: DECLINED };
    },
    async check(amount, cardToken, signal) {
      return (await apply('capture')) === 'decline' ? DECLINED : provider.check(amount, cardToken, signal);
    },
    async refund(key, captureId, amount, signal) {
      if ((await apply('refund')) !== 'decline') return provider.refund(key, captureId, amount, signal);
      return { type: 'refused', reason: 'The provider refused the refund.' };
    },
    async void(key, signal) {
      // A void can be put off but not be refused: it is owed.
      if ((await apply('refund')) === 'decline') throw new Unavailable('FAULT_INJECTED', 'the provider does not give the money back now');
      return provider.void(key, signal);
    },
  };
}
