import { loadConfig } from '@sidecart/platform';

/** Reads loyalty's settings from the environment: the platform's, and none of its own. Throws with every bad variable listed. */
export const loadLoyaltyConfig = (env: NodeJS.ProcessEnv) => loadConfig('loyalty', {}, env);

/** Loyalty's settings. */
export type LoyaltyConfig = ReturnType<typeof loadLoyaltyConfig>;
