import { loadConfig } from '@sidecart/platform';

/** Reads analytics' settings from the environment: the platform's, and none of its own. Throws with every bad variable listed. */
export const loadAnalyticsConfig = (env: NodeJS.ProcessEnv) => loadConfig('analytics', {}, env);

/** Analytics' settings. */
export type AnalyticsConfig = ReturnType<typeof loadAnalyticsConfig>;
