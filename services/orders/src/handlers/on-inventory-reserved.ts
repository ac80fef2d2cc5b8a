import type { WarehouseInventoryReserved } from '@sidecart/contracts';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { factHandler } from './fact-handler.js';

/** The goods of an order were set aside. */
export const onInventoryReserved = (applyFacts: ApplyFacts) =>
  factHandler<WarehouseInventoryReserved>(applyFacts, ({ orderId, reservationId, expiresAt, reservedAt }) => ({
    orderId,
    fact: { type: 'reserved', reservationId, by: 'event' },
    detail: { reservationId, expiresAt },
    at: reservedAt,
  }));
