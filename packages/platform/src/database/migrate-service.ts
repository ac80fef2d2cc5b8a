import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyMigrations, platformMigrations, type MigrationOutcome } from './migrate.js';

/** Which service's database is brought up to date, and how. */
export interface MigrateServiceOptions {
  readonly service: string;
  readonly url: string;
  /** Whether the service's seed data goes in as well: samples for a local run, written so that running it again changes nothing. */
  readonly seed?: boolean;
  /** As in `MigrateOptions`. */
  readonly waitMs?: number;
}

/** The repository, or its likeness in an image. */
const root = resolve(__dirname, '..', '..', '..', '..');

/** Where a service keeps its migrations. */
export const migrationsOf = (service: string): string => join(root, 'services', service, 'prisma', 'migrations');

/** Applies the missing migrations of the platform and of one service, if it has any; throws as `applyMigrations` does. */
export function migrateService({ service, seed = false, ...options }: MigrateServiceOptions): Promise<MigrationOutcome> {
  const own = { schema: 'public', path: migrationsOf(service) };
  const seedFile = join(root, 'services', service, 'prisma', 'seed.sql');
  const directories = existsSync(own.path) ? [platformMigrations, own] : [platformMigrations];
  return applyMigrations({ ...options, directories }, async (client) => {
    if (seed && existsSync(seedFile)) await client.query(readFileSync(seedFile, 'utf8'));
  });
}
