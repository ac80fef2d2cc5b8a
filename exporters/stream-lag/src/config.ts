import { z } from 'zod';

const whole = (fallback: number, min: number): z.ZodType<number> => z.coerce.number().int().min(min).default(fallback);

const shape = {
  EXPORTER_HOST: z.string().default('127.0.0.1').describe('The address to listen on; 127.0.0.1 unless told'),
  EXPORTER_PORT: z.coerce.number().int().min(1).max(65_535).describe('The port to listen on'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, 'must be a redis:// or rediss:// URL')
    .refine((text) => URL.canParse(text), 'must be a redis:// or rediss:// URL')
    .describe('The Redis that carries the streams: redis://host:port/db, or rediss:// for TLS'),
  REDIS_USERNAME: z.string().optional().describe('Instead of the one in the URL'),
  REDIS_PASSWORD: z.string().optional().describe('Instead of the one in the URL'),
  EXPORTER_TIMEOUT_MS: whole(5_000, 100).describe('The longest one look at Redis may take, milliseconds; 5000 unless told'),
  EXPORTER_COUNT_LIMIT: whole(20_000, 1).describe('The most entries counted one by one for a group; 20000 unless told'),
  EXPORTER_MAX_GROUPS: whole(1_000, 1).describe('The most streams, and the most groups, that are shown; 1000 unless told'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info').describe('How much is logged; info unless told'),
};

const schema = z.object(shape);

/** The exporter's settings, parsed. Times are milliseconds. */
export type ExporterConfig = z.infer<typeof schema>;

/** The environment does not hold against the schema: every bad variable, one line each. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`stream-lag cannot start, its configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Parses the environment once. Throws ConfigError with every bad variable; values are never shown. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): ExporterConfig {
  // An empty variable counts as missing.
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `${name}: ${present[name] === undefined ? 'is required' : issue.message}`;
  });
  throw new ConfigError(problems);
}

/** What `--help` prints. */
export function helpText(): string {
  const variables = Object.entries(shape).map(([name, { description }]) => `  ${name.padEnd(22)}${description ?? ''}`);
  return [
    'Shows Prometheus how far each consumer group is behind on the Redis streams of the platform. It only reads.',
    '',
    'GET /metrics, /healthz, /readyz. Settings are environment variables:',
    '',
    ...variables,
    '',
  ].join('\n');
}
