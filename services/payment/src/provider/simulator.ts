import { setTimeout as wait } from 'node:timers/promises';
import { AppError, Unavailable, type Money } from '@sidecart/platform';
import type { CaptureOutcome } from '../domain/payment.js';
import type { Ledger, LedgerCapture, LedgerCharge } from './ledger.js';
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
  /** How long after the request `tok_late_capture` is charged. */
  readonly lateMs: number;
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
      if (fault === 'late_capture') return captureLate(ledger, { key, amount, cardToken, decline }, times.lateMs, first);
      const charge = await ledger.capture({ key, amount, cardToken, decline });
      assertSameRequest(charge, amount, cardToken);
      if (times.captureDelayMs > 0) await wait(times.captureDelayMs, undefined, { signal });
      failAfter(fault, first);
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
    async check(_amount, cardToken, signal) {
      await travel(signal);
      return simulatedCard(cardToken).decline;
    },
    books: ledger,
  };
}

/** The request is taken and never answered; whoever repeats it before the charge is made hears that it is being worked on. */
async function captureLate(ledger: Ledger, request: LedgerCapture, lateMs: number, first: boolean): Promise<CaptureOutcome> {
  if (first) await ledger.captureLater(request, lateMs);
  const charge = first ? undefined : await ledger.find(request.key);
  if (charge === undefined) throw first ? timedOut() : new Unavailable('PROVIDER_BUSY', 'the provider is still working on this key');
  assertSameRequest(charge, request.amount, request.cardToken);
  return toOutcome(charge);
}

function latency({ latencyMinMs, latencyMaxMs }: SimulatorTimes): number {
  return latencyMinMs + Math.random() * Math.max(0, latencyMaxMs - latencyMinMs);
}

const timedOut = () => new Unavailable('PROVIDER_TIMEOUT', 'the provider did not answer in time');

function failBefore(fault: Fault, first: boolean): void {
  if (fault === 'always_timeout' || (fault === 'timeout_before_charge' && first)) throw timedOut();
  if (fault === 'unavailable_once' && first) throw new Unavailable('PROVIDER_UNAVAILABLE', 'the provider is not available');
}

/** The charge is made, and its answer lost, once or, with a provider that answers no repetition, for good. */
function failAfter(fault: Fault, first: boolean): void {
  if ((fault === 'timeout_after_charge' || fault === 'duplicate_refused') && first) throw timedOut();
  if (fault === 'duplicate_refused') throw new AppError('PROVIDER_DUPLICATE', 'the provider refuses a key it has seen; it can only be looked up');
}

function assertSameRequest(charge: LedgerCharge | 'voided', amount: Money, cardToken: string): void {
  if (charge === 'voided') return;
  const same = charge.amount.minor === amount.minor && charge.amount.currency === amount.currency && charge.cardToken === cardToken;
  if (!same) throw new AppError('PROVIDER_KEY_REUSED', 'the provider knows this key with other parameters');
}

function toOutcome(charge: LedgerCharge | 'voided'): CaptureOutcome {
  if (charge === 'voided') return { type: 'voided' };
  if (charge.decline) return { type: 'declined', reason: charge.decline };
  return { type: 'captured', captureId: charge.captureId, card: simulatedCard(charge.cardToken).card, amount: charge.amount };
}
