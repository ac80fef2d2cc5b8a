import type { Pool, PoolClient } from 'pg';

/** A LISTEN connection that is made again after it was lost. */
export interface Listener {
  /** Listens, if it does not already. Rejects when the database is away. */
  ensure(): Promise<void>;
  release(): void;
}

/** Calls `wake` on every NOTIFY of the channel. */
export function createListener(pool: Pool, channel: string, wake: () => void): Listener {
  let client: PoolClient | undefined;
  const release = (): void => {
    const lost = client;
    client = undefined;
    lost?.release(true);
  };
  const ensure = async (): Promise<void> => {
    if (client !== undefined) return;
    const fresh = await pool.connect();
    fresh.on('notification', wake);
    fresh.on('error', release);
    client = fresh;
    await fresh.query(`listen "${channel}"`);
  };
  return { ensure, release };
}
