import type { WarehouseInventoryRejected } from '@sidecart/contracts';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { factHandler } from './fact-handler.js';

/** The goods of an order are not there: it is dead, and its payment is given back. */
export const onInventoryRejected = (applyFacts: ApplyFacts) =>
  factHandler<WarehouseInventoryRejected>(applyFacts, ({ orderId, reason, missing, rejectedAt }) => ({
    orderId,
    fact: { type: 'dead', status: 'FAILED', failure: { ...reason, step: 'ReserveInventory' }, by: 'event' },
    detail: { reason, missing },
    at: rejectedAt,
  }));
