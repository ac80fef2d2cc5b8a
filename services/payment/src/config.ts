import { ConfigError, loadConfig } from '@sidecart/platform';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).max(60_000).default(fallback);

const shape = {
  /** Who takes the money: a simulator, or Stripe. */
  PAYMENT_PROVIDER: z.enum(['simulator', 'stripe']).default('simulator'),
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).optional(),
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(20_000).default(3_000),
  RECONCILIATION_EVERY_MS: z.coerce.number().int().min(1_000).default(60_000),
  RECONCILIATION_AGE_MS: z.coerce.number().int().min(1_000).default(300_000),
  RECONCILIATION_BATCH_SIZE: z.coerce.number().int().min(1).max(1_000).default(200),
  SIMULATOR_LATENCY_MIN_MS: milliseconds(5),
  SIMULATOR_LATENCY_MAX_MS: milliseconds(25),
  SIMULATOR_SLOW_MS: milliseconds(1_500),
  SIMULATOR_CAPTURE_DELAY_MS: milliseconds(0),
  SIMULATOR_LATE_MS: milliseconds(10_000),
};

/** Reads payment's settings from the environment. Throws with every bad variable listed. */
export function loadPaymentConfig(env: NodeJS.ProcessEnv) {
  const missing = env['PAYMENT_PROVIDER'] === 'stripe' && !env['STRIPE_SECRET_KEY'];
  const problems = missing ? ['STRIPE_SECRET_KEY: is required with PAYMENT_PROVIDER=stripe'] : [];
  try {
    const config = loadConfig('payment', shape, env);
    if (problems.length > 0) throw new ConfigError('payment', []);
    return config;
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError('payment', [...error.problems, ...problems]) : error;
  }
}

/** Payment's settings, the platform's included. */
export type PaymentConfig = ReturnType<typeof loadPaymentConfig>;
