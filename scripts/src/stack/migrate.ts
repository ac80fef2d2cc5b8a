import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyMigrations, platformMigrations } from '@sidecart/platform';
import { withClient } from './databases.js';
import { projectRoot } from './paths.js';

/**
 * Applies the missing migrations of the platform and of one service to its database, then its seed data, which is written so
 * that running it again changes nothing. Resolves to the names of the migrations applied.
 */
export async function migrateService(service: string, url: string): Promise<readonly string[]> {
  const prisma = join(projectRoot, 'services', service, 'prisma');
  const own = { schema: 'public', path: join(prisma, 'migrations') };
  const directories = existsSync(own.path) ? [platformMigrations, own] : [platformMigrations];
  const applied = await applyMigrations({ url, directories });
  const seed = join(prisma, 'seed.sql');
  if (existsSync(seed)) await withClient(url, (client) => client.query(readFileSync(seed, 'utf8')));
  return applied;
}
