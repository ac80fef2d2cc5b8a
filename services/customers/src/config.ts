import { loadConfig } from '@sidecart/platform';

/** Reads customers' settings from the environment: the platform's, and no other. Throws with every bad variable listed. */
export const loadCustomersConfig = (env: NodeJS.ProcessEnv) => loadConfig('customers', {}, env);

/** Customers' settings. */
export type CustomersConfig = ReturnType<typeof loadCustomersConfig>;
