import type { AnyRoute, Platform } from '@sidecart/platform';
import { liveRoutes } from './routes/live-routes.js';
import { operatorRoutes } from './routes/operator-routes.js';
import { orderRoutes } from './routes/order-routes.js';
import { placingRoutes } from './routes/placing-routes.js';
import { rolloutRoutes } from './routes/rollout-routes.js';
import type { OrdersTx } from './store/client.js';

type UseCases = Parameters<typeof orderRoutes>[1] &
  Parameters<typeof placingRoutes>[1] &
  Parameters<typeof operatorRoutes>[1] &
  Parameters<typeof rolloutRoutes>[1] &
  Parameters<typeof liveRoutes>[0];

/** Orders' HTTP interface: path → contract → use case. */
export function ordersRoutes(platform: Platform<OrdersTx>, use: UseCases): AnyRoute[] {
  return [
    ...orderRoutes(platform, use),
    ...placingRoutes(platform, use),
    ...operatorRoutes(platform, use),
    ...rolloutRoutes(platform, use),
    ...liveRoutes(use),
  ];
}
