import type { FailureReason } from '@sidecart/contracts';
import type { Faults } from '@sidecart/platform';
import type { CarrierAdapter } from './carrier-adapter.js';

/** The operations an operator can switch: see `platform.faults`. */
export const faultOperations = ['create-shipment', 'cancel-shipment'] as const;

const REFUSED: FailureReason = { code: 'CARRIER_REFUSED', message: 'The carrier refused the shipment.' };
const HELD_ON: FailureReason = { code: 'CANCELLATION_REFUSED', message: 'The carrier has the goods already.' };

/**
 * A carrier whose calls an operator can make slow, fail or be refused. A refusal is as definite as the carrier's own: the
 * key is cancelled at the carrier first, for an earlier call may have left a label, or be on its way.
 */
export function withFaults(carrier: CarrierAdapter, faults: Faults): CarrierAdapter {
  return {
    ...carrier,
    async create(key, content, signal) {
      if ((await faults.apply('create-shipment', key)) !== 'decline') return carrier.create(key, content, signal);
      await carrier.cancel(key, signal);
      return { type: 'refused', reason: REFUSED };
    },
    async cancel(key, signal) {
      const declines = (await faults.apply('cancel-shipment', key)) === 'decline';
      // Only a label can be held on to; a key without one is barred as ever.
      if (declines && (await carrier.find(key, signal)) !== undefined) return { type: 'refused', reason: HELD_ON };
      return carrier.cancel(key, signal);
    },
    async check(key, content, signal) {
      return (await faults.apply('create-shipment', key)) === 'decline' ? REFUSED : carrier.check(key, content, signal);
    },
  };
}
