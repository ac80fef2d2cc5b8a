import { registry } from '@sidecart/contracts';
import { defineService, type Platform, type ServiceParts } from '@sidecart/platform';
import type { WarehouseConfig } from './config.js';
import { warehouseRoutes } from './routes.js';
import { createClient, type WarehouseTx } from './store/client.js';
import { warehouseSubscriptions } from './subscriptions.js';
import { createChangeReservation } from './use-cases/change-reservation.js';
import { createCountStock } from './use-cases/count-stock.js';
import { createExpireHolds, type ExpireHolds } from './use-cases/expire-holds.js';
import { createReserveItems } from './use-cases/reserve-items.js';

/** The expiry of holds over a platform, as the service runs it. */
export const wireExpireHolds = (platform: Platform<WarehouseTx>, config: WarehouseConfig): ExpireHolds =>
  createExpireHolds(platform, { pollMs: config.EXPIRY_POLL_MS, batchSize: config.EXPIRY_BATCH_SIZE });

/** Warehouse: what is in stock, and what of it is set aside for whom. */
export const warehouseService = defineService<WarehouseTx, WarehouseConfig>({
  name: 'warehouse',
  contracts: registry,
  createClient,
  wire,
});

function wire(platform: Platform<WarehouseTx>, config: WarehouseConfig): ServiceParts<WarehouseTx> {
  const expireHolds = wireExpireHolds(platform, config);
  return {
    routes: warehouseRoutes(platform, {
      reserveItems: createReserveItems(platform, config.RESERVATION_TTL_MS),
      changeReservation: createChangeReservation(platform),
      countStock: createCountStock(platform),
    }),
    subscriptions: warehouseSubscriptions(platform),
    loops: [platform.loop('expire-holds', () => expireHolds.round())],
  };
}
