import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { onPriceUpdated } from './handlers/on-price-updated.js';
import { onStockUpdated } from './handlers/on-stock-updated.js';
import type { CatalogTx } from './store/client.js';

/** What catalog listens to, one line a topic. */
export const catalogSubscriptions: readonly Subscription<CatalogTx>[] = [
  on(topics.pricingPriceUpdated, onPriceUpdated),
  on(topics.warehouseStockUpdated, onStockUpdated),
];
