import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { ExporterConfig } from './config.js';
import { createExposition } from './exposition.js';
import { connectRedis } from './redis.js';
import { createScrapes } from './scrapes.js';
import { createMetricsServer } from './server.js';
import { createSurveyor } from './survey.js';

/** A running exporter. */
export interface Exporter {
  readonly port: number;
  /** Takes no new request, lets those under way end, and leaves Redis. */
  stop(): Promise<void>;
}

/** Share of a look's time that may go into counting, so that a slow count ends as "at least" and not as a failed look. */
const COUNTING_SHARE = 0.6;

/** Starts the exporter; it runs whether Redis is there or not. Rejects when the port is taken. */
export async function startExporter(config: ExporterConfig, log: Logger): Promise<Exporter> {
  const redis = connectRedis(config, log);
  const survey = createSurveyor({
    redis,
    countLimit: config.EXPORTER_COUNT_LIMIT,
    maxGroups: config.EXPORTER_MAX_GROUPS,
    countForMs: config.EXPORTER_TIMEOUT_MS * COUNTING_SHARE,
    now: Date.now,
  });
  const exposition = createExposition();
  const scrapes = createScrapes({ survey, exposition, log, timeoutMs: config.EXPORTER_TIMEOUT_MS });
  const server = createMetricsServer(scrapes, exposition.contentType);
  server.listen(config.EXPORTER_PORT, config.EXPORTER_HOST);
  await once(server, 'listening').catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  log.info({ host: config.EXPORTER_HOST, port }, 'listening');
  return {
    port,
    stop: async () => {
      const closed = once(server, 'close');
      // It closes idle connections too; one that is busy now ends with its keep-alive time.
      server.close();
      await closed;
      redis.disconnect();
    },
  };
}
