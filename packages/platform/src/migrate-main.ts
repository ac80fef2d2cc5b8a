// What a pod runs before its service: brings the service's database up to date, so that a new image never meets an old schema.
import { existsSync } from 'node:fs';
import { argv, env } from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { migrateService, migrationsOf } from './database/migrate-service.js';
import { ConfigError, parseConfig, platformShape } from './runtime/config.js';
import { createLogger, type Logger } from './runtime/logging.js';

const HELP = `node packages/platform/dist/migrate-main.js <service> [--seed]

Applies the missing migrations of the platform and of one service to that service's database. Running it again changes nothing;
of several at once, each takes its turn.

  --seed   the service's sample data too; for a local run, never for production

  <SERVICE>_DATABASE_URL, else DATABASE_URL   the database, as the role that owns it; not through a pooler that shares sessions
  MIGRATION_WAIT_MS                           how long to wait for the database, and then for another migrator (default 120000)
  LOG_LEVEL                                   default info

Exit codes: 0 up to date, or ahead because a later release has been here; 1 failed, trying again may help; 2 called wrongly.
`;

/** Ours to exit with: called wrongly, so that no repetition helps. */
const MISUSED = 2;

class Misuse extends Error {}

interface Task {
  readonly service: string;
  readonly url: string;
  readonly seed: boolean;
  readonly waitMs: number;
  readonly log: Logger;
}

function readTask(args: readonly string[]): Task | undefined {
  const { values, positionals } = parseArguments(args);
  if (values.help === true) return undefined;
  const [service, ...others] = positionals;
  if (service === undefined || others.length > 0) throw new Misuse('Name one service.');
  if (!/^[a-z][a-z0-9-]*$/.test(service) || !existsSync(migrationsOf(service))) throw new Misuse(`${service} has no migrations here.`);
  const { DATABASE_URL, LOG_LEVEL, MIGRATION_WAIT_MS } = parseConfig(
    service,
    {
      DATABASE_URL: platformShape.DATABASE_URL,
      LOG_LEVEL: platformShape.LOG_LEVEL,
      MIGRATION_WAIT_MS: z.coerce.number().int().min(0).max(3_600_000).default(120_000),
    },
    env,
  );
  const log = createLogger({ service, level: LOG_LEVEL });
  return { service, url: DATABASE_URL, seed: values.seed === true, waitMs: MIGRATION_WAIT_MS, log };
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { help: { type: 'boolean', short: 'h' }, seed: { type: 'boolean' } } });
  } catch (error) {
    throw new Misuse((error as Error).message);
  }
}

async function migrate({ log, ...task }: Task): Promise<number> {
  try {
    const { applied, ahead } = await migrateService(task);
    // A release that was rolled back has to start on what its successor left: a schema only ever grows until nobody needs the old
    // shape, so it can. Refusing would turn every rollback into an outage.
    if (ahead.length > 0) log.warn({ ahead }, 'the database is ahead: a later release has been here');
    log.info({ applied }, applied.length > 0 ? 'migrated' : 'nothing to migrate');
    return 0;
  } catch (error) {
    log.fatal({ err: error }, 'not migrated');
    return 1;
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const task = readTask(args);
    if (task !== undefined) return await migrate(task);
    process.stdout.write(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof Misuse || error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}${error instanceof Misuse ? `\n\n${HELP}` : '\n'}`);
    return MISUSED;
  }
}

// The first process of a container is deaf to signals it does not ask for. What is cut short is rolled back by the database.
for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)
  process.once(signal, () => process.exit(code));
// Outright: the engine leaves a timer behind that would keep the process for ten seconds.
void main(argv.slice(2)).then((code) => process.exit(code));
