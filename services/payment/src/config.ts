import { loadConfig } from '@sidecart/platform';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).max(60_000).default(fallback);

/** Reads payment's settings from the environment. Throws with every bad variable listed. */
export const loadPaymentConfig = (env: NodeJS.ProcessEnv) =>
  loadConfig(
    'payment',
    {
      PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(20_000).default(3_000),
      SIMULATOR_LATENCY_MIN_MS: milliseconds(5),
      SIMULATOR_LATENCY_MAX_MS: milliseconds(25),
      SIMULATOR_SLOW_MS: milliseconds(1_500),
      SIMULATOR_CAPTURE_DELAY_MS: milliseconds(0),
    },
    env,
  );

/** Payment's settings, the platform's included. */
export type PaymentConfig = ReturnType<typeof loadPaymentConfig>;
