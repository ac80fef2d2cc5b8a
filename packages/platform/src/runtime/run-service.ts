import type { Tx } from '../database/tx.js';
import { ConfigError, type PlatformConfig } from './config.js';
import { logLastWords } from './last-words.js';
import { shutdownTelemetry } from './telemetry-handle.js';
import type { ServiceDefinition } from './platform-types.js';
import { createService, type Service } from './service.js';

/**
 * Runs a service as a process: listens, drains on SIGTERM or SIGINT, exits 0 once drained, and 1 when the
 * configuration is bad, the start fails or draining takes longer than SHUTDOWN_TIMEOUT_MS. A second signal ends it at once.
 */
export async function runService<T extends Tx, Config extends PlatformConfig>(
  definition: ServiceDefinition<T, Config>,
  load: (env: NodeJS.ProcessEnv) => Config,
): Promise<void> {
  let config: Config;
  try {
    config = load(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exit(1);
  }
  const service = createService(definition, config);
  service.platform.metrics.addProcess();
  logLastWords(process, service.log);
  drainOnSignal(service, config.SHUTDOWN_TIMEOUT_MS);
  try {
    await service.start();
  } catch (error) {
    service.log.fatal({ err: error }, 'cannot start');
    process.exit(1);
  }
}

function drainOnSignal<T extends Tx>(service: Service<T>, timeoutMs: number): void {
  let signalled = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signalled) process.exit(1);
    signalled = true;
    service.log.info({ signal }, 'draining');
    const late = setTimeout(() => {
      service.log.error({ timeoutMs }, 'not drained in time');
      process.exit(1);
    }, timeoutMs);
    late.unref();
    service
      .stop()
      .then(shutdownTelemetry)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          service.log.error({ err: error }, 'draining failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
