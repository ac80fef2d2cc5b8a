import { setTimeout as wait } from 'node:timers/promises';
import { AppError, Unavailable, type Money } from '@sidecart/platform';
import type { CaptureOutcome } from '../domain/payment.js';
import type { Ledger, LedgerCharge } from './ledger.js';
import type { ProviderAdapter } from './provider-adapter.js';
import { simulatedCard, type Fault } from './simulated-cards.js';

/** How long the simulator takes, milliseconds. */
export interface SimulatorTimes {
  readonly latencyMinMs: number;
  readonly latencyMaxMs: number;
  /** What `tok_slow` takes on top. */
  readonly slowMs: number;
  /** How long the answer of a capture is held back once the charge is made. */
  readonly captureDelayMs: number;
}

/**
 * A simulator of a payment provider; it moves no money. The card token chooses what happens, the ledger
 * remembers it beyond every crash, and answers are lost where a real network would lose them.
 */
export function createSimulator(ledger: Ledger, times: SimulatorTimes): ProviderAdapter {
  const travel = (signal: AbortSignal, extraMs = 0) => wait(latency(times) + extraMs, undefined, { signal });
  return {
    async capture(key, amount, cardToken, signal) {
      const { fault, decline } = simulatedCard(cardToken);
      await travel(signal, fault === 'slow' ? times.slowMs : 0);
      const first = (await ledger.countRequest(key)) === 1;
      failBefore(fault, first);
      const charge = await ledger.capture({ key, amount, cardToken, decline });
      assertSameRequest(charge, amount, cardToken);
      if (times.captureDelayMs > 0) await wait(times.captureDelayMs, undefined, { signal });
      if (fault === 'timeout_after_charge' && first) throw timedOut();
      return toOutcome(charge);
    },
    async find(key, signal) {
      await travel(signal);
      const charge = await ledger.find(key);
      return charge && toOutcome(charge);
    },
    async refund(key, captureId, amount, signal) {
      await travel(signal);
      return ledger.refund(key, captureId, amount);
    },
    async void(key, signal) {
      await travel(signal);
      return { returnedMinor: await ledger.void(key) };
    },
  };
}

function latency({ latencyMinMs, latencyMaxMs }: SimulatorTimes): number {
  return latencyMinMs + Math.random() * Math.max(0, latencyMaxMs - latencyMinMs);
}

const timedOut = () => new Unavailable('PROVIDER_TIMEOUT', 'the provider did not answer in time');

function failBefore(fault: Fault, first: boolean): void {
  if (fault === 'always_timeout' || (fault === 'timeout_before_charge' && first)) throw timedOut();
  if (fault === 'unavailable_once' && first) throw new Unavailable('PROVIDER_UNAVAILABLE', 'the provider is not available');
}

function assertSameRequest(charge: LedgerCharge | 'voided', amount: Money, cardToken: string): void {
  if (charge === 'voided') return;
  const same = charge.amount.minor === amount.minor && charge.amount.currency === amount.currency && charge.cardToken === cardToken;
  if (!same) throw new AppError('PROVIDER_KEY_REUSED', 'the provider knows this key with other parameters');
}

function toOutcome(charge: LedgerCharge | 'voided'): CaptureOutcome {
  if (charge === 'voided') return { type: 'voided' };
  if (charge.decline) return { type: 'declined', reason: charge.decline };
  return { type: 'captured', captureId: charge.captureId, card: simulatedCard(charge.cardToken).card };
}
