import type { Client } from 'pg';
import { isTransactional } from './migration-files.js';

/** What a schema's history says, by the names of migrations. */
export interface MigrationHistory {
  readonly finished: ReadonlySet<string>;
  /** Begun, and neither finished nor rolled back: they failed, or their migrator died. */
  readonly unfinished: readonly string[];
}

/** Prisma's own lock: who holds it may touch the history. The engine keeps it while it applies. */
const ENGINE_LOCK = 72_707_369;

/** Reads the history of a schema; an empty one where nothing has been applied yet. */
export async function readHistory(client: Client, schema: string): Promise<MigrationHistory> {
  const table = `"${schema}"._prisma_migrations`;
  const { rows: found } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
  if (found[0]?.there !== true) return { finished: new Set(), unfinished: [] };
  const { rows } = await client.query<{ name: string; finished: boolean }>(
    `select migration_name as name, finished_at is not null as finished from ${table} where rolled_back_at is null order by started_at`,
  );
  const named = (finished: boolean): string[] => rows.filter((row) => row.finished === finished).map((row) => row.name);
  return { finished: new Set(named(true)), unfinished: named(false) };
}

/** The statement that closes a migration's entry. Sent with the script, it commits or vanishes with it. */
export const finishStatement = (schema: string): string =>
  `update "${schema}"._prisma_migrations set finished_at = now() where finished_at is null and rolled_back_at is null`;

/**
 * Marks unfinished migrations as rolled back, so that they are tried again. That is the truth: a script and the end of its
 * entry are one transaction. Left alone are those of another release, and those that could not run in a transaction.
 */
export async function rollBackUnfinished(
  client: Client,
  schema: string,
  scripts: ReadonlyMap<string, string>,
  reason = 'its migrator died',
): Promise<void> {
  // A migrator that was killed may have a statement running on the server still; its lock goes when that has ended.
  await client.query('select pg_advisory_lock($1)', [ENGINE_LOCK]);
  try {
    const { unfinished } = await readHistory(client, schema);
    const names = unfinished.filter((name) => isTransactional(scripts.get(name) ?? 'concurrently'));
    if (names.length === 0) return;
    await client.query(
      `update "${schema}"._prisma_migrations set rolled_back_at = now(), logs = $2 where finished_at is null and rolled_back_at is null and migration_name = any($1)`,
      [names, reason],
    );
  } finally {
    await client.query('select pg_advisory_unlock($1)', [ENGINE_LOCK]);
  }
}
