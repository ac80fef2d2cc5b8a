import type { WarehouseInventoryReleased } from '@sidecart/contracts';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { factHandler } from './fact-handler.js';

/** Goods are free again. Only an undoing is final; an expired hold can still be taken again. */
export const onInventoryReleased = (applyFacts: ApplyFacts) =>
  factHandler<WarehouseInventoryReleased>(applyFacts, ({ orderId, reservationId, reason, releasedAt }) => ({
    orderId,
    fact: reason.code === 'HOLD_EXPIRED' ? { type: 'noted' } : { type: 'undone', what: 'reservation' },
    detail: { reservationId, reason },
    at: releasedAt,
  }));
