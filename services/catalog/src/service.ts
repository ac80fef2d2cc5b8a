import { registry } from '@sidecart/contracts';
import { defineService } from '@sidecart/platform';
import type { CatalogConfig } from './config.js';
import { catalogRoutes } from './routes.js';
import { createClient, type CatalogTx } from './store/client.js';
import { catalogSubscriptions } from './subscriptions.js';
import { createProducts } from './use-cases/describe-product.js';

/** Catalog: what is sold, with its live price and stock. */
export const catalogService = defineService<CatalogTx, CatalogConfig>({
  name: 'catalog',
  contracts: registry,
  createClient,
  wire: (platform) => ({ routes: catalogRoutes(createProducts(platform)), subscriptions: catalogSubscriptions }),
});
