import type { ShippingShipmentFailed } from '@sidecart/contracts';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { factHandler } from './fact-handler.js';

/** An order cannot be shipped: it is dead, its payment is given back and its goods are free again. */
export const onShipmentFailed = (applyFacts: ApplyFacts) =>
  factHandler<ShippingShipmentFailed>(applyFacts, ({ orderId, reason, failedAt }) => ({
    orderId,
    fact: { type: 'dead', status: 'FAILED', failure: { ...reason, step: 'CreateShipment' }, by: 'event' },
    detail: { reason },
    at: failedAt,
  }));
