import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import type { WatchPool } from '../metrics/pools.js';
import { Unavailable } from '../runtime/errors.js';
import { committing } from './after-commit.js';
import { isOutage } from './outage.js';
import type { Database, PrismaLike, Tx } from './tx.js';

/** What a database handle is made of. */
export interface DatabaseOptions<T extends Tx> {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Most connections at a time. */
  readonly poolSize: number;
  /** The service's own generated Prisma client on this adapter. */
  createClient(adapter: PrismaPg): PrismaLike<T>;
  readonly watchPool?: WatchPool;
}

/** Longest wait for a free connection and longest life of a transaction, milliseconds. */
const MAX_WAIT_MS = 5_000;
const TRANSACTION_TIMEOUT_MS = 15_000;

/** Opens a service's own database; connects on first use. Every method throws Unavailable in an outage. */
export function createDatabase<T extends Tx>(options: DatabaseOptions<T>): Database<T> {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: MAX_WAIT_MS,
    application_name: 'sidecart',
    // The adapter writes times without a zone: the session's must be the one they are meant in.
    options: '-c TimeZone=UTC',
  });
  options.watchPool?.('service', pool);
  const adapter = new PrismaPg(pool, { disposeExternalPool: true });
  const client = options.createClient(adapter);
  return {
    transaction: (work) =>
      committing((run) => orUnavailable(client.$transaction(run, { maxWait: MAX_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS })), work),
    sql: {
      $queryRawUnsafe: (sql, ...values) => orUnavailable(client.$queryRawUnsafe(sql, ...values)),
      $executeRawUnsafe: (sql, ...values) => orUnavailable(client.$executeRawUnsafe(sql, ...values)),
    },
    ping: async () => {
      await orUnavailable(client.$queryRawUnsafe('select 1'));
    },
    close: () => client.$disconnect(),
    url: options.url,
  };
}

async function orUnavailable<R>(work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Unavailable || !isOutage(error)) throw error;
    throw new Unavailable('DATABASE_UNAVAILABLE', 'the database does not answer', { cause: error });
  }
}
