import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Unavailable } from '@sidecart/platform';
import { meaning } from '../domain/create.js';
import type { CarrierAdapter } from './carrier-adapter.js';
import type { Ledger } from './ledger.js';
import { faultOf, refusalOf, type Fault } from './simulated-addresses.js';

/** How the simulated carrier works. */
export interface SimulatedCarrierSettings {
  /** ISO 3166-1 alpha-2 codes of where it delivers. */
  readonly countries: readonly string[];
  readonly latencyMinMs: number;
  readonly latencyMaxMs: number;
  /** What the postal code `SLOW` takes on top. */
  readonly slowMs: number;
}

/** A carrier that carries nothing. */
export interface SimulatedCarrier extends CarrierAdapter {
  /** Tells it from a real one. */
  readonly simulated: true;
}

/**
 * Makes a simulated carrier. The postal code chooses what goes wrong, the ledger remembers beyond every crash, and answers
 * are lost where a real network would lose them.
 */
export function createSimulatedCarrier(ledger: Ledger, settings: SimulatedCarrierSettings): SimulatedCarrier {
  const travel = (signal: AbortSignal, extraMs = 0) => wait(latency(settings) + extraMs, undefined, { signal });
  return {
    simulated: true,
    async create(key, content, signal) {
      const fault = faultOf(content.shippingAddress);
      await travel(signal, fault === 'slow' ? settings.slowMs : 0);
      const first = (await ledger.countRequest(key)) === 1;
      failBefore(fault, first);
      const requestHash = createHash('sha256').update(meaning(content)).digest('hex');
      const outcome = await ledger.create({ key, requestHash, refusal: refusalOf(content.shippingAddress, settings.countries) });
      if (fault === 'timeout after' && first) throw timedOut();
      return outcome;
    },
    async find(key, signal) {
      await travel(signal);
      return ledger.find(key);
    },
    async cancel(key, signal) {
      await travel(signal);
      await ledger.cancel(key);
      return { type: 'cancelled' };
    },
    async check(_key, { shippingAddress }, signal) {
      await travel(signal);
      return refusalOf(shippingAddress, settings.countries);
    },
  };
}

function latency({ latencyMinMs, latencyMaxMs }: SimulatedCarrierSettings): number {
  return latencyMinMs + Math.random() * Math.max(0, latencyMaxMs - latencyMinMs);
}

const timedOut = () => new Unavailable('CARRIER_TIMEOUT', 'the carrier did not answer in time');

function failBefore(fault: Fault, first: boolean): void {
  if (fault === 'always timeout' || (fault === 'timeout before' && first)) throw timedOut();
  if (fault === 'unavailable once' && first) throw new Unavailable('CARRIER_UNAVAILABLE', 'the carrier is not available');
}
