import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../runtime/errors.js';

/** One folder of Prisma migrations and the database schema it is applied to. */
export interface MigrationFolder {
  readonly schema: string;
  readonly path: string;
}

/** A folder's content as the schema engine wants it, oldest migration first. */
export interface MigrationFiles {
  readonly baseDir: string;
  readonly lockfile: { readonly path: string; readonly content: string | null };
  readonly shadowDbInitScript: string;
  /** Not readonly because the engine's types are not. */
  readonly migrationDirectories: MigrationFile[];
}

interface MigrationFile {
  /** The migration's name. */
  readonly path: string;
  readonly migrationFile: { readonly path: string; readonly content: { readonly tag: 'ok'; readonly value: string } };
}

/** Reads a folder of migrations. Throws AppError MIGRATION_FAILED where there is none. */
export function readMigrations({ path }: MigrationFolder): MigrationFiles {
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
        content: { tag: 'ok', value: readFileSync(join(path, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** The names of a folder's migrations and their scripts, oldest first. */
export function scriptsOf(files: MigrationFiles): ReadonlyMap<string, string> {
  return new Map(files.migrationDirectories.map(({ path, migrationFile }) => [path, migrationFile.content.value]));
}

/** Whether a script runs as one transaction: all do, but for one whose statement Postgres refuses inside of one. */
export function isTransactional(script: string): boolean {
  const code = script.replace(/--.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
  return !/\bconcurrently\b/i.test(code);
}
