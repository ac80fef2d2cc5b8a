import type { ShippingShipmentCreated } from '@sidecart/contracts';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { factHandler } from './fact-handler.js';

/** A label was made: the order is shipped, and with that complete. */
export const onShipmentCreated = (applyFacts: ApplyFacts) =>
  factHandler<ShippingShipmentCreated>(applyFacts, ({ orderId, shipmentId, carrier, trackingNumber, createdAt }) => ({
    orderId,
    fact: { type: 'shipped', shipment: { id: shipmentId, carrier, trackingNumber }, by: 'event' },
    detail: { shipmentId, carrier, trackingNumber },
    at: createdAt,
  }));
