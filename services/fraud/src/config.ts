import { ConfigError, loadConfig } from '@sidecart/platform';
import { z } from 'zod';
import type { WatchedDomain } from './domain/signals.js';

const points = (fallback: number) => z.coerce.number().int().min(1).max(100).default(fallback);

const WATCHED = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)=([1-9]\d?|100)$/;

function readWatched(text: string, context: z.RefinementCtx): readonly WatchedDomain[] {
  if (text === 'none') return [];
  return text.split(',').map((entry) => {
    const [, domain = '', added = ''] = WATCHED.exec(entry.trim().toLowerCase()) ?? [];
    if (domain === '') context.addIssue('must be none, or a list like shop.example=60,other.example=100');
    return { domain, points: Number(added) };
  });
}

const shape = {
  /** From this score on, 1 to 100, somebody has to look at the order. */
  FRAUD_REVIEW_AT: points(50),
  /** From this score on the order is rejected. */
  FRAUD_REJECT_AT: points(80),
  /** From this many other orders of one customer within the window on, there are many of them. */
  FRAUD_VELOCITY_LIMIT: z.coerce.number().int().min(1).max(100_000).default(10_000),
  /** That window, milliseconds. */
  FRAUD_VELOCITY_WINDOW_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(60 * 60_000),
  /** E-mail domains and the points an address there adds; `none` for no such list. */
  FRAUD_WATCHED_DOMAINS: z.string().default('review.example=60,reject.example=100').transform(readWatched),
};

/** Reads fraud's settings from the environment. Throws with every bad variable listed. */
export function loadFraudConfig(env: NodeJS.ProcessEnv) {
  const config = loadConfig('fraud', shape, env);
  if (config.FRAUD_REJECT_AT > config.FRAUD_REVIEW_AT) return config;
  throw new ConfigError('fraud', ['FRAUD_REJECT_AT: must be above FRAUD_REVIEW_AT']);
}

/** Fraud's settings, the platform's included. */
export type FraudConfig = ReturnType<typeof loadFraudConfig>;
