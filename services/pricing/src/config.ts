import { loadConfig } from '@sidecart/platform';
import { z } from 'zod';

/** Reads pricing's settings from the environment. Throws with every bad variable listed. Times are milliseconds. */
export const loadPricingConfig = (env: NodeJS.ProcessEnv) =>
  loadConfig(
    'pricing',
    {
      /** How long a quote holds its coupon. */
      QUOTE_TTL_MS: z.coerce
        .number()
        .int()
        .min(100)
        .default(15 * 60_000),
      /** The wait between two looks for holds that have run out. */
      HOLD_SWEEP_MS: z.coerce.number().int().min(100).default(5_000),
    },
    env,
  );

/** Pricing's settings, the platform's included. */
export type PricingConfig = ReturnType<typeof loadPricingConfig>;
