import type { Database } from '../database/tx.js';
import type { Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logging.js';
import { createLoop, type Loop } from '../runtime/loop.js';

/** Removes what has outlived its window. */
export interface Sweeper extends Loop {
  /** One pass over every window. Resolves to the rows removed. */
  runOnce(): Promise<number>;
}

const HOUR_MS = 3_600_000;
/** A handled event id is remembered this long. */
export const DEDUP_WINDOW_MS = 24 * HOUR_MS;
const RETENTION_MS = 30 * 24 * HOUR_MS;
const EVERY_MS = HOUR_MS / 12;
/** Rows a statement removes, so that no sweep holds many locks for long. */
const CHUNK = 5_000;

/** Only sent rows and settled intents are ever removed: what is unsent, parked or open stays, however old. */
const WINDOWS = [
  { table: 'platform.processed_events', column: 'processed_at', windowMs: DEDUP_WINDOW_MS },
  { table: 'platform.outbox_events', column: 'sent_at', windowMs: RETENTION_MS },
  { table: 'platform.intents', column: 'settled_at', windowMs: RETENTION_MS },
] as const;

/** Makes the sweeper of the dedup window (24 h), of sent outbox rows and of settled intents (30 days). */
export function createSweeper(deps: { database: Database; clock: Clock; log: Logger }): Sweeper {
  const runOnce = async (): Promise<number> => {
    let removed = 0;
    for (const window of WINDOWS) {
      const before = new Date(deps.clock.now().getTime() - window.windowMs);
      let count: number;
      do {
        count = await removeChunk(deps.database, window.table, window.column, before);
        removed += count;
      } while (count === CHUNK);
    }
    return removed;
  };
  const run = async (): Promise<number> => {
    await runOnce();
    return EVERY_MS;
  };
  return { ...createLoop({ name: 'sweeper', log: deps.log, run }), runOnce };
}

function removeChunk(database: Database, table: string, column: string, before: Date): Promise<number> {
  return database.sql.$executeRawUnsafe(
    `delete from ${table} where ctid = any (array(select ctid from ${table} where ${column} < $1 limit ${CHUNK}))`,
    before,
  );
}
