import { loadConfig } from '@sidecart/platform';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(100).default(fallback);

/** Reads warehouse's settings from the environment. Throws with every bad variable listed. Times are milliseconds. */
export const loadWarehouseConfig = (env: NodeJS.ProcessEnv) =>
  loadConfig(
    'warehouse',
    {
      /** How long goods are held for an order that has not confirmed them. */
      RESERVATION_TTL_MS: milliseconds(15 * 60_000),
      /** The wait between two looks for holds that have run out. */
      EXPIRY_POLL_MS: milliseconds(1_000),
      /** The wait between two looks for shipments that were told of before their goods were confirmed. */
      EARLY_SHIPMENT_POLL_MS: milliseconds(1_000),
      /** The most holds freed, or remembered shipments looked at, in one transaction. */
      EXPIRY_BATCH_SIZE: z.coerce.number().int().min(1).max(1_000).default(100),
    },
    env,
  );

/** Warehouse's settings, the platform's included. */
export type WarehouseConfig = ReturnType<typeof loadWarehouseConfig>;
