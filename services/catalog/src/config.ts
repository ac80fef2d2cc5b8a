import { loadConfig } from '@sidecart/platform';

/** Reads catalog's settings from the environment: the platform's, and no other. Throws with every bad variable listed. */
export const loadCatalogConfig = (env: NodeJS.ProcessEnv) => loadConfig('catalog', {}, env);

/** Catalog's settings. */
export type CatalogConfig = ReturnType<typeof loadCatalogConfig>;
