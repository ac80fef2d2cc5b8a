import { randomBytes } from 'node:crypto';
import { Client, Pool, type PoolClient } from 'pg';
import { committing } from '../database/after-commit.js';
import { createTemplate } from './template.js';
import type { Database, PrismaLike, Tx } from '../database/tx.js';

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Drops it, ending whatever is still connected. */
  drop(): Promise<void>;
}

/** The server tests run on; its role must be allowed to create databases. */
export function adminUrl(): string {
  return process.env['SIDECART_TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
}

/**
 * Creates an empty database with the platform's tables and, when `migrations` names a folder, that service's.
 * Copies a template that is migrated once per run, so it takes some 50 ms.
 */
export async function createTestDatabase(options: { migrations?: string } = {}): Promise<TestDatabase> {
  const name = `sidecart_test_${randomBytes(6).toString('hex')}`;
  const template = await createTemplate(adminUrl(), options.migrations);
  await asAdmin(`create database ${name} template ${template}`);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => asAdmin(`drop database if exists ${name} with (force)`) };
}

async function asAdmin(sql: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A Database on plain `pg`, for tests of the platform itself, which has no Prisma schema of its own. */
export function pgDatabase(url: string): Database {
  const pool = new Pool({ connectionString: url, max: 10 });
  pool.on('error', () => undefined);
  const begin = async <R>(work: (tx: Tx) => Promise<R>): Promise<R> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(txOn(client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  };
  const transaction = <R>(work: (tx: Tx) => Promise<R>): Promise<R> => committing<Tx, R>(begin, work);
  const sql = txOn(pool);
  return { transaction, sql, ping: () => sql.$queryRawUnsafe('select 1').then(() => undefined), close: () => pool.end(), url };
}

/** The same as a Prisma-like client, where a service definition asks for one. */
export function pgPrismaLike(url: string): PrismaLike {
  const database = pgDatabase(url);
  return { ...database.sql, $transaction: (work) => database.transaction(work), $disconnect: () => database.close() };
}

function txOn(client: Pool | PoolClient): Tx {
  return {
    $queryRawUnsafe: async <Rows>(sql: string, ...values: unknown[]) => (await client.query(sql, values)).rows as Rows,
    $executeRawUnsafe: async (sql, ...values) => (await client.query(sql, values)).rowCount ?? 0,
  };
}
