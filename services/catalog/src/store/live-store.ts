import type { PricingPriceUpdated, WarehouseStockUpdated } from '@sidecart/contracts';
import type { CatalogTx } from './client.js';

/**
 * Takes over prices, one a SKU, that are newer than those on record; all in one statement. In order of SKU, so that two
 * batches with the same SKUs wait for each other instead of deadlocking.
 */
export async function savePrices(tx: CatalogTx, prices: readonly PricingPriceUpdated[]): Promise<void> {
  await tx.$executeRaw`
    insert into prices as p (sku, minor, currency, volume_discounts, version, changed_at)
    select sku, ("unitPrice"->>'minor')::bigint, "unitPrice"->>'currency', coalesce("volumeDiscounts", '[]'), version, "changedAt"
    from jsonb_to_recordset(${JSON.stringify(prices)}::jsonb)
      as u(sku text, "unitPrice" jsonb, "volumeDiscounts" jsonb, version int, "changedAt" timestamptz)
    order by sku
    on conflict (sku) do update set minor = excluded.minor, currency = excluded.currency, volume_discounts = excluded.volume_discounts,
      version = excluded.version, changed_at = excluded.changed_at
    where p.version < excluded.version`;
}

/** The same with stock. */
export async function saveStock(tx: CatalogTx, levels: readonly WarehouseStockUpdated[]): Promise<void> {
  await tx.$executeRaw`
    insert into stock as s (sku, available, version, changed_at)
    select sku, available, version, "changedAt"
    from jsonb_to_recordset(${JSON.stringify(levels)}::jsonb) as u(sku text, available int, version int, "changedAt" timestamptz)
    order by sku
    on conflict (sku) do update set available = excluded.available, version = excluded.version, changed_at = excluded.changed_at
    where s.version < excluded.version`;
}
