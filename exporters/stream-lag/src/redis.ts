import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { ExporterConfig } from './config.js';

/**
 * Connects, and connects again whenever the connection is lost. A command that is not answered within EXPORTER_TIMEOUT_MS fails, and
 * takes a connection with it on which nothing comes any more.
 */
export function connectRedis(config: ExporterConfig, log: Logger): Redis {
  const { url, ...login } = withoutLogin(config);
  const redis = new Redis(url, {
    ...login,
    // With neither HELLO, INFO nor CLIENT the exporter's user needs no command but those that read streams.
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: config.EXPORTER_TIMEOUT_MS,
    commandTimeout: config.EXPORTER_TIMEOUT_MS,
    socketTimeout: config.EXPORTER_TIMEOUT_MS,
    // A look that fails is told at once; the next one comes by itself.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), 2_000),
  });
  tellErrors(redis, log);
  return redis;
}

/** Tells each reason once until there is a connection again; without a listener a lost connection would end the process. */
function tellErrors(redis: Redis, log: Logger): void {
  let told: string | undefined;
  redis.on('error', (error: NodeJS.ErrnoException) => {
    // Of several addresses that were tried in vain, only the code is told.
    const reason = error.message === '' ? (error.code ?? error.name) : error.message;
    if (reason !== told) log.warn({ reason }, 'no connection to Redis');
    told = reason;
  });
  redis.on('ready', () => (told = undefined));
}

/** ioredis prefers what stands in the URL, so nothing of it may stand there. */
function withoutLogin({ REDIS_URL, REDIS_USERNAME, REDIS_PASSWORD }: ExporterConfig): { url: string; username?: string; password?: string } {
  const url = new URL(REDIS_URL);
  const username = REDIS_USERNAME ?? decodeURIComponent(url.username);
  const password = REDIS_PASSWORD ?? decodeURIComponent(url.password);
  [url.username, url.password] = ['', ''];
  return { url: url.href, ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}
