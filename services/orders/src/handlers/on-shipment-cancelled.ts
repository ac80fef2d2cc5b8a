import type { ShippingShipmentCancelled } from '@sidecart/contracts';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { factHandler } from './fact-handler.js';

/** A label was cancelled. */
export const onShipmentCancelled = (applyFacts: ApplyFacts) =>
  factHandler<ShippingShipmentCancelled>(applyFacts, ({ orderId, shipmentId, trackingNumber, reason, cancelledAt }) => ({
    orderId,
    fact: { type: 'undone', what: 'shipment' },
    detail: { shipmentId, trackingNumber, reason },
    at: cancelledAt,
  }));
