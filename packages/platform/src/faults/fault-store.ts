import { Pool } from 'pg';
import type { Database } from '../database/tx.js';
import type { FaultRule } from './types.js';

/** The rules of a service, shared by its replicas. */
export interface FaultStore {
  read(): Promise<readonly FaultRule[]>;
  replace(rules: readonly FaultRule[]): Promise<void>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 2_000;
const IDLE_MS = 10_000;

/**
 * Keeps the rules in the service's own database. They are read on a connection of their own: an operation inside a
 * transaction holds one of the pool's, and must not wait for a second.
 */
export function createFaultStore(database: Database): FaultStore {
  const pool = new Pool({
    connectionString: database.url,
    max: 1,
    idleTimeoutMillis: IDLE_MS,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    application_name: 'sidecart-faults',
  });
  // The next read connects anew.
  pool.on('error', () => undefined);
  return {
    async read() {
      const { rows } = await pool.query<{ rule: FaultRule }>('select rule from platform.faults order by position');
      return rows.map((row) => row.rule);
    },
    replace: (rules) =>
      database.transaction(async (tx) => {
        // Two lists put at the same moment follow each other.
        await tx.$executeRawUnsafe('lock table platform.faults in exclusive mode');
        await tx.$executeRawUnsafe('delete from platform.faults');
        await tx.$executeRawUnsafe(
          `insert into platform.faults (position, rule)
           select position, rule from jsonb_array_elements($1::jsonb) with ordinality as listed (rule, position)`,
          JSON.stringify(rules),
        );
      }),
    close: () => pool.end(),
  };
}
