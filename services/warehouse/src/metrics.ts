import type { Platform } from '@sidecart/platform';
import type { WarehouseTx } from './store/client.js';
import { countActive } from './store/reservation-store.js';

/** What the warehouse counts. */
export interface WarehouseMetrics {
  /** Holds ran out, and that is committed. */
  expired(count: number): void;
}

const active = {
  name: 'stock_reservations_active',
  help: 'Reservations that have goods set aside, by state. Read from the database: every replica shows the same, so take max, not sum.',
  labels: ['state'],
} as const;

/** Declares the warehouse's metrics. */
export function createWarehouseMetrics({ metrics, database }: Pick<Platform<WarehouseTx>, 'metrics' | 'database'>): WarehouseMetrics {
  const expired = metrics.counter({ name: 'stock_reservations_expired_total', help: 'Holds that ran out and whose goods are free again.' });
  metrics.reading(active, async () => {
    const { held, confirmed } = await countActive(database.sql);
    return [
      { labels: { state: 'HELD' }, value: held },
      { labels: { state: 'CONFIRMED' }, value: confirmed },
    ];
  });
  return { expired: (count) => expired.inc(count) };
}
