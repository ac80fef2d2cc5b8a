import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { AppError } from '../runtime/errors.js';
import { withSchemaEngine } from './schema-engine.js';

/** One folder of Prisma migrations and the database schema it is applied to. */
export interface MigrationFolder {
  readonly schema: string;
  readonly path: string;
}

/** What `applyMigrations` is told. */
export interface MigrateOptions {
  readonly url: string;
  readonly directories: readonly MigrationFolder[];
}

/** The migrations of the platform's own tables. */
export const platformMigrations: MigrationFolder = {
  schema: 'platform',
  path: resolve(__dirname, '..', '..', 'migrations'),
};

/** One key for every migrator, so that replicas which start together take turns. */
const ADVISORY_LOCK = 7_243_001;

/**
 * Applies the missing migrations, folder after folder, under an advisory lock; running it again changes
 * nothing. Resolves to the names applied. Throws AppError MIGRATION_FAILED with the engine's own words.
 */
export async function applyMigrations(options: MigrateOptions): Promise<readonly string[]> {
  const lock = new Client({ connectionString: options.url });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const applied: string[] = [];
    for (const folder of options.directories) {
      await lock.query(`create schema if not exists "${folder.schema}"`);
      applied.push(...(await applyFolder(options.url, folder)));
    }
    return applied;
  } finally {
    await lock.end();
  }
}

async function applyFolder(url: string, folder: MigrationFolder): Promise<readonly string[]> {
  const migrationsList = readFolder(folder.path);
  const filters = { externalTables: [], externalEnums: [] };
  try {
    return await withSchemaEngine(withSearchPath(url, folder.schema), folder.schema, async (engine) => {
      const result = await engine.applyMigrations({ migrationsList, filters });
      return result.appliedMigrationNames;
    });
  } catch (error) {
    throw new AppError('MIGRATION_FAILED', `migrations in ${folder.path}: ${(error as Error).message}`, { cause: error });
  }
}

/** The engine keeps its history table in the first schema of the search path. */
function withSearchPath(url: string, schema: string): string {
  const target = new URL(url);
  target.searchParams.set('options', `-c search_path=${schema}`);
  return target.toString();
}

function readFolder(path: string) {
  if (!existsSync(path)) throw new AppError('MIGRATION_FAILED', `no migrations folder at ${path}`);
  const directories = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = directories.map((entry) => entry.name).sort();
  const lockFile = join(path, 'migration_lock.toml');
  return {
    baseDir: path,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(join(path, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}
