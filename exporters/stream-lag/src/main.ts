import pino from 'pino';
import { ConfigError, helpText, loadConfig, type ExporterConfig } from './config.js';
import { startExporter, type Exporter } from './exporter.js';

const SHUTDOWN_MS = 10_000;

if (process.argv.includes('--help')) process.stdout.write(helpText());
else void main();

/** Exits 1 when the configuration is bad, the port is taken, or stopping takes too long; a second signal ends it at once. */
async function main(): Promise<void> {
  const config = configured();
  const log = pino({
    level: config.LOG_LEVEL,
    base: { service: 'stream-lag' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
  try {
    stopOnSignal(await startExporter(config, log));
  } catch (error) {
    log.fatal({ err: error }, 'cannot start');
    process.exit(1);
  }
}

function configured(): ExporterConfig {
  try {
    return loadConfig(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function stopOnSignal(exporter: Exporter): void {
  let signalled = false;
  const onSignal = (): void => {
    if (signalled) process.exit(1);
    signalled = true;
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    void exporter.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
