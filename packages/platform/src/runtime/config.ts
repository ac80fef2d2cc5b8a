import { z } from 'zod';

/** One schema entry per environment variable. */
export type ConfigShape = Record<string, z.ZodType>;

/** The environment does not hold against the schema: every bad variable, one line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(service: string, problems: readonly string[]) {
    super(`${service} cannot start, its configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const port = z.coerce.number().int().min(1).max(65_535);
const count = (fallback: number, min = 1): z.ZodType<number> => z.coerce.number().int().min(min).default(fallback);
const secret = z.string().min(16, 'must have at least 16 characters');

/** The variables every service reads. */
export const platformShape = {
  APP_PORT: port,
  APP_HOST: z.string().default('127.0.0.1'),
  /** Where `/healthz`, `/readyz` and `/metrics` are served as well, for who cannot reach the app's port. */
  OPERATIONS_PORT: port.optional(),
  OPERATIONS_HOST: z.string().default('127.0.0.1'),
  DAPR_HTTP_PORT: port,
  DAPR_API_TOKEN: z.string().optional(),
  /** What the sidecar must send with an event. */
  APP_API_TOKEN: secret,
  /** What an operator sends as bearer token. */
  ADMIN_TOKEN: secret,
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'must be a postgres:// URL'),
  DATABASE_POOL_SIZE: count(10),
  PUBSUB_NAME: z.string().default('pubsub'),
  MARKER_STORE: z.string().default('outbox-marker'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Most events in one delivery. */
  CONSUMER_BATCH_SIZE: count(200),
  CONSUMER_MAX_AWAIT_MS: count(50),
  CONSUMER_MAX_RETRIES: count(5, 0),
  CONSUMER_RETRY_DELAY_MS: count(1_000),
  OUTBOX_BATCH_SIZE: count(200),
  OUTBOX_POLL_MS: count(1_000),
  /** How long one call of an intent may take before another worker takes over. */
  INTENT_LEASE_MS: count(30_000, 100),
  SHUTDOWN_TIMEOUT_MS: count(10_000),
  BODY_LIMIT_KB: count(256),
  /** Whether operators may switch faults on; never in production. */
  FAULTS: z.enum(['on', 'off']).default('off'),
} as const satisfies ConfigShape;

/** The platform's own configuration, parsed. */
export type PlatformConfig = { readonly [Key in keyof typeof platformShape]: z.infer<(typeof platformShape)[Key]> };

/**
 * Parses a service's configuration once. `DATABASE_URL` is taken from `<SERVICE>_DATABASE_URL` where that is set.
 * Throws ConfigError with every bad variable; values are never shown.
 */
export function loadConfig<Shape extends ConfigShape>(
  service: string,
  shape: Shape,
  env: Readonly<Record<string, string | undefined>>,
): PlatformConfig & { readonly [Key in keyof Shape]: z.infer<Shape[Key]> } {
  return parseConfig(service, { ...platformShape, ...shape }, env);
}

/** As `loadConfig`, for a program that reads the variables of `shape` and no others. */
export function parseConfig<Shape extends ConfigShape>(
  service: string,
  shape: Shape,
  env: Readonly<Record<string, string | undefined>>,
): { readonly [Key in keyof Shape]: z.infer<Shape[Key]> } {
  // An empty variable counts as missing, so `||`.
  const own = env[`${service.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`];
  const given = { ...env, DATABASE_URL: own || env['DATABASE_URL'] };
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  const result = z.object(shape).safeParse(present);
  const problems = (result.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return `${name}: ${present[name] === undefined ? 'is required' : issue.message}`;
  });
  if (present['FAULTS'] === 'on' && present['NODE_ENV'] === 'production') problems.push('FAULTS: must not be on with NODE_ENV=production');
  if (problems.length > 0) throw new ConfigError(service, problems);
  return result.data as never;
}
