import type { Metrics } from './metrics.js';

/** What a pool of connections says of itself; `pg`'s does. */
export interface CountedPool {
  readonly totalCount: number;
  readonly idleCount: number;
  /** Who waits for a connection to become free. */
  readonly waitingCount: number;
}

/** Counts a pool under a name from now on. */
export type WatchPool = (name: string, pool: CountedPool) => void;

const CONNECTIONS = { name: 'database_pool_connections', help: 'Connections to the database, by what they do', labels: ['pool', 'state'] } as const;
const WAITING = { name: 'database_pool_waiting', help: 'Who waits for a connection to the database', labels: ['pool'] } as const;

/** Tells of a service's pools. */
export function observePools(metrics: Metrics): WatchPool {
  const pools = new Map<string, CountedPool>();
  metrics.readings('database_pools', [CONNECTIONS, WAITING], () => ({
    database_pool_connections: [...pools].flatMap(([pool, { totalCount, idleCount }]) => [
      { labels: { pool, state: 'idle' }, value: idleCount },
      { labels: { pool, state: 'busy' }, value: totalCount - idleCount },
    ]),
    database_pool_waiting: [...pools].map(([pool, { waitingCount }]) => ({ labels: { pool }, value: waitingCount })),
  }));
  return (name, pool) => void pools.set(name, pool);
}
