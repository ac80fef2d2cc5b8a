import { registry } from '@sidecart/contracts';
import { defineService } from '@sidecart/platform';
import type { LoyaltyConfig } from './config.js';
import { loyaltyRoutes } from './routes.js';
import { createClient, type LoyaltyTx } from './store/client.js';
import { loyaltySubscriptions } from './subscriptions.js';

/** Loyalty: the points customers earn with what they buy. */
export const loyaltyService = defineService<LoyaltyTx, LoyaltyConfig>({
  name: 'loyalty',
  contracts: registry,
  createClient,
  wire: (platform) => ({ routes: loyaltyRoutes(platform), subscriptions: loyaltySubscriptions() }),
});
