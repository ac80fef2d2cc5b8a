import { registry } from '@sidecart/contracts';
import { defineService } from '@sidecart/platform';
import type { OrdersConfig } from './config.js';
import { ordersRoutes } from './routes.js';
import { createClient, type OrdersTx } from './store/client.js';
import { orderEventConsumer } from './subscriptions.js';

/** Orders: what was sold, and where each order stands. */
export const ordersService = defineService<OrdersTx, OrdersConfig>({
  name: 'orders',
  contracts: registry,
  createClient,
  wire: (platform) => ({ routes: ordersRoutes(platform), subscriptions: orderEventConsumer }),
});
