import { registry } from '@sidecart/contracts';
import { defineService } from '@sidecart/platform';
import type { AnalyticsConfig } from './config.js';
import { analyticsRoutes } from './routes.js';
import { createClient, type AnalyticsTx } from './store/client.js';
import { analyticsSubscriptions } from './subscriptions.js';

/** Analytics: what the events amount to. */
export const analyticsService = defineService<AnalyticsTx, AnalyticsConfig>({
  name: 'analytics',
  contracts: registry,
  createClient,
  wire: (platform) => ({ routes: analyticsRoutes(platform), subscriptions: analyticsSubscriptions() }),
});
