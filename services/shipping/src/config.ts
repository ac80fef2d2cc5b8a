import { loadConfig } from '@sidecart/platform';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).max(60_000).default(fallback);
const countries = z
  .string()
  .regex(/^[A-Z]{2}(,[A-Z]{2})*$/, 'must be ISO 3166-1 alpha-2 codes with commas between them')
  .transform((list) => list.split(','));

/** Reads shipping's settings from the environment. Throws with every bad variable listed. Times are milliseconds. */
export const loadShippingConfig = (env: NodeJS.ProcessEnv) =>
  loadConfig(
    'shipping',
    {
      /** A call to the carrier that takes longer has an unknown outcome. */
      CARRIER_TIMEOUT_MS: z.coerce.number().int().min(100).max(20_000).default(3_000),
      /** How long a carrier may stay away before an order on the path of choreography is given up. */
      SHIPMENT_GIVE_UP_MS: z.coerce.number().int().min(100).default(60_000),
      /** Where the simulated carrier delivers. */
      SIMULATOR_COUNTRIES: countries.default(['AT', 'BE', 'CH', 'DE', 'ES', 'FR', 'GB', 'IT', 'NL']),
      SIMULATOR_LATENCY_MIN_MS: milliseconds(5),
      SIMULATOR_LATENCY_MAX_MS: milliseconds(25),
      SIMULATOR_SLOW_MS: milliseconds(1_500),
    },
    env,
  );

/** Shipping's settings, the platform's included. */
export type ShippingConfig = ReturnType<typeof loadShippingConfig>;
