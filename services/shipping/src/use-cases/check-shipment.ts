import type { FailureReason } from '@sidecart/contracts';
import type { Platform } from '@sidecart/platform';
import type { CarrierAdapter } from '../carrier/carrier-adapter.js';
import { decideRepeat } from '../domain/create.js';
import { planShipment, type Wanted } from '../domain/shipment.js';
import type { ShippingTx } from '../store/client.js';
import { findRecord } from '../store/shipment-store.js';
import { refusalError } from './refusal-error.js';

/** Why an order would not be shipped; undefined when it would, or is. Writes nothing. */
export type CheckShipment = (wanted: Omit<Wanted, 'id' | 'createdAt'>) => Promise<FailureReason | undefined>;

/** What was decided about the order answers before the carrier does. Throws Unavailable where the carrier does not answer. */
export function createCheckShipment({ database, newId, clock }: Platform<ShippingTx>, carrier: CarrierAdapter): CheckShipment {
  return async (wanted) => {
    const record = await database.transaction((tx) => findRecord(tx, wanted.orderId));
    const decision = record && decideRepeat(record, planShipment({ ...wanted, id: newId(), createdAt: clock.now() }));
    if (decision?.type === 'refuse') {
      const { code, message } = refusalError(decision.refusal);
      return { code, message };
    }
    if (decision?.shipment.status === 'CREATED') return undefined;
    return carrier.check(wanted.orderId, wanted, new AbortController().signal);
  };
}
