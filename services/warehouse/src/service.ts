import { registry } from '@sidecart/contracts';
import { defineService, type Platform, type ServiceParts } from '@sidecart/platform';
import type { WarehouseConfig } from './config.js';
import { faultOperations } from './faults.js';
import { createWarehouseMetrics, type WarehouseMetrics } from './metrics.js';
import { warehouseRoutes } from './routes.js';
import { createClient, type WarehouseTx } from './store/client.js';
import { warehouseSubscriptions } from './subscriptions.js';
import { createAnnounceStock } from './use-cases/announce-stock.js';
import { createChangeReservation } from './use-cases/change-reservation.js';
import { createCountStock } from './use-cases/count-stock.js';
import { createExpireHolds, type ExpireHolds } from './use-cases/expire-holds.js';
import { createReserveItems } from './use-cases/reserve-items.js';
import { createReservePaid } from './use-cases/reserve-paid.js';
import { createShipRemembered, type ShipRemembered } from './use-cases/ship-remembered.js';
import { createUndoOrders } from './use-cases/undo-orders.js';

/** The expiry of holds over a platform, as the service runs it. */
export const wireExpireHolds = (platform: Platform<WarehouseTx>, metrics: WarehouseMetrics, config: WarehouseConfig): ExpireHolds =>
  createExpireHolds(platform, metrics, { pollMs: config.EXPIRY_POLL_MS, batchSize: config.EXPIRY_BATCH_SIZE });

/** The shipping of reservations whose shipment was told of early over a platform, as the service runs it. */
export const wireShipRemembered = (platform: Platform<WarehouseTx>, config: WarehouseConfig): ShipRemembered =>
  createShipRemembered(platform, { pollMs: config.EARLY_SHIPMENT_POLL_MS, batchSize: config.EXPIRY_BATCH_SIZE });

/** Warehouse: what is in stock, and what of it is set aside for whom. */
export const warehouseService = defineService<WarehouseTx, WarehouseConfig>({
  name: 'warehouse',
  contracts: registry,
  createClient,
  wire,
});

function wire(platform: Platform<WarehouseTx>, config: WarehouseConfig): ServiceParts<WarehouseTx> {
  const { faults, newId } = platform;
  const expireHolds = wireExpireHolds(platform, createWarehouseMetrics(platform), config);
  const shipRemembered = wireShipRemembered(platform, config);
  return {
    routes: warehouseRoutes(platform, {
      reserveItems: createReserveItems(platform, faults, config.RESERVATION_TTL_MS),
      changeReservation: createChangeReservation(platform, faults),
      countStock: createCountStock(platform),
    }),
    subscriptions: warehouseSubscriptions({ reservePaid: createReservePaid(newId, faults), undoOrders: createUndoOrders(faults) }),
    faultOperations,
    loops: [
      platform.loop('expire-holds', () => expireHolds.round()),
      platform.loop('ship-remembered', () => shipRemembered.round()),
      platform.loop('announce-stock', createAnnounceStock(platform)),
    ],
  };
}
