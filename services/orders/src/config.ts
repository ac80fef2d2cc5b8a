import { loadConfig } from '@sidecart/platform';

/** Reads orders' settings from the environment: the platform's, and none of its own yet. Throws with every bad variable listed. */
export const loadOrdersConfig = (env: NodeJS.ProcessEnv) => loadConfig('orders', {}, env);

/** Orders' settings. */
export type OrdersConfig = ReturnType<typeof loadOrdersConfig>;
