import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type DatabaseError } from 'pg';
import { AppError, Unavailable } from '../runtime/errors.js';
import { readMigrations, scriptsOf, type MigrationFiles, type MigrationFolder } from './migration-files.js';
import { readHistory, rollBackUnfinished } from './migration-history.js';
import { isOutage } from './outage.js';
import { ScriptRefused, withSchemaEngine } from './schema-engine.js';

/** What `applyMigrations` is told. */
export interface MigrateOptions {
  readonly url: string;
  readonly directories: readonly MigrationFolder[];
  /** How long to wait for a database that does not answer, and then for another migrator, milliseconds. Unless told: not for the one, for ever for the other. */
  readonly waitMs?: number;
}

/** What became of it, by the names of migrations. */
export interface MigrationOutcome {
  readonly applied: readonly string[];
  /** Known to the database and to no folder: a later release has been here. */
  readonly ahead: readonly string[];
}

/** The migrations of the platform's own tables. */
export const platformMigrations: MigrationFolder = {
  schema: 'platform',
  path: resolve(__dirname, '..', '..', 'migrations'),
};

/** One key for every migrator, so that replicas which start together take turns. */
const ADVISORY_LOCK = 7_243_001;
/** A statement that waits for a table makes all who come after it wait too: rather fail and come again. */
const TABLE_LOCK_TIMEOUT_MS = 10_000;
const RETRY_MS = 500;
/** Postgres' word for a lock that did not come in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Applies the missing migrations, folder after folder, under an advisory lock; running it again changes nothing.
 * `afterwards` runs last, under the same lock. Throws AppError MIGRATION_FAILED with the migration's name and the database's own words, and
 * Unavailable when the wait is over.
 */
export async function applyMigrations(options: MigrateOptions, afterwards?: (client: Client) => Promise<unknown>): Promise<MigrationOutcome> {
  const client = await connect(options);
  try {
    await takeTurn(client, options.waitMs ?? 0);
    const outcomes: MigrationOutcome[] = [];
    for (const folder of options.directories) outcomes.push(await applyFolder(client, options.url, folder));
    await afterwards?.(client);
    return { applied: outcomes.flatMap(({ applied }) => applied), ahead: outcomes.flatMap(({ ahead }) => ahead) };
  } finally {
    await client.end();
  }
}

async function connect({ url, waitMs = 0 }: MigrateOptions): Promise<Client> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    // A connection that breaks while nobody asks anything of it tells so by event; the next query fails with it.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const why = `the database cannot be entered: ${(error as Error).message || (error as { code?: string }).code || 'no reason given'}`;
      if (!isOutage(error) && !/timeout expired/.test(why)) throw new AppError('DATABASE_REFUSED', why, { cause: error });
      if (Date.now() >= deadline) throw new Unavailable('DATABASE_UNAVAILABLE', `${why}; waited ${String(waitMs / 1000)} s`, { cause: error });
      await delay(RETRY_MS);
    }
  }
}

async function takeTurn(client: Client, waitMs: number): Promise<void> {
  await client.query(`set lock_timeout = ${String(waitMs)}`);
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
  } catch (error) {
    if ((error as Partial<DatabaseError>).code !== LOCK_NOT_AVAILABLE) throw error;
    throw new Unavailable('MIGRATION_BUSY', `another migrator is at work still, after ${String(waitMs / 1000)} s`, { cause: error });
  }
}

async function applyFolder(client: Client, url: string, folder: MigrationFolder): Promise<MigrationOutcome> {
  const files = readMigrations(folder);
  const scripts = scriptsOf(files);
  const { finished, unfinished } = await readHistory(client, folder.schema);
  const ahead = [...finished, ...unfinished].filter((name) => !scripts.has(name));
  // Nothing is missing: what a later release has left there, even half done, is none of this one's business.
  if ([...scripts.keys()].every((name) => finished.has(name))) return { applied: [], ahead };
  await client.query(`create schema if not exists "${folder.schema}"`);
  if (unfinished.length > 0) await rollBackUnfinished(client, folder.schema, scripts);
  try {
    return { applied: await applyMissing(url, folder.schema, files), ahead };
  } catch (error) {
    const reason = describe(error, folder, scripts);
    if (error instanceof ScriptRefused) await rollBackUnfinished(client, folder.schema, scripts, reason).catch(() => undefined);
    throw new AppError('MIGRATION_FAILED', reason, { cause: error, retryable: isOutage(error) });
  }
}

function applyMissing(url: string, schema: string, migrationsList: MigrationFiles): Promise<readonly string[]> {
  const filters = { externalTables: [], externalEnums: [] };
  return withSchemaEngine(engineUrl(url, schema), schema, async (engine) => {
    const result = await engine.applyMigrations({ migrationsList, filters });
    return result.appliedMigrationNames;
  });
}

/** The engine keeps its history table in the first schema of the search path. */
function engineUrl(url: string, schema: string): string {
  const target = new URL(url);
  target.searchParams.set('options', `-c search_path=${schema} -c lock_timeout=${String(TABLE_LOCK_TIMEOUT_MS)}`);
  return target.toString();
}

/** Which migration, what the database said to it, and where. */
function describe(error: unknown, folder: MigrationFolder, scripts: ReadonlyMap<string, string>): string {
  if (!(error instanceof ScriptRefused)) return `migrations in ${folder.path}: ${(error as Error).message}`;
  const [name = 'a migration'] = [...scripts].find(([, script]) => script === error.script) ?? [];
  const { message, code, position, detail, hint } = error.cause as Partial<DatabaseError> & Error;
  const place = position === undefined ? '' : `, line ${String(error.script.slice(0, Number(position)).split('\n').length)}`;
  const more = [detail, hint].filter((text) => text !== undefined).map((text) => ` ${text}`);
  return `migration ${name} in ${folder.path}${place}: ${message}${code === undefined ? '' : ` (${code})`}.${more.join('')}`;
}
