import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { applyMigrations, platformMigrations } from '../database/migrate.js';

const LOCK = 7_243_009;

/** Migrates a template database once per content of its migrations and resolves to its name. */
export async function createTemplate(admin: string, migrations: string | undefined): Promise<string> {
  const directories = [platformMigrations, ...(migrations === undefined ? [] : [{ schema: 'public', path: migrations }])];
  const name = `sidecart_template_${digestOf(directories.map((directory) => directory.path))}`;
  const client = new Client({ connectionString: admin });
  await client.connect();
  try {
    // Test files run side by side; the first one makes the template, the others wait for it.
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await build(client, admin, name, directories);
    return name;
  } finally {
    await client.end();
  }
}

/** Built under another name and renamed, so that a template that exists is a finished one. */
async function build(client: Client, admin: string, name: string, directories: Parameters<typeof applyMigrations>[0]['directories']): Promise<void> {
  const unfinished = `${name}_new`;
  await client.query(`drop database if exists ${unfinished} with (force)`);
  await client.query(`create database ${unfinished}`);
  const url = new URL(admin);
  url.pathname = `/${unfinished}`;
  await applyMigrations({ url: url.toString(), directories });
  await client.query(`alter database ${unfinished} rename to ${name}`);
}

function digestOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (entry.endsWith('.sql')) hash.update(entry).update(readFileSync(join(folder, entry)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
