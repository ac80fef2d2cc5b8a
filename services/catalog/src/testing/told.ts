import { randomUUID } from 'node:crypto';
import type { PricingPriceUpdated, WarehouseStockUpdated } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

/** When something changed: a second a version, so that a newer one is also later. */
export const changedAt = (version: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, version)).toISOString();

/** The event in which pricing tells the price of a SKU; a fresh id each time. */
export function priceTold(sku: string, version: number, changes: Partial<PricingPriceUpdated> = {}): PlatformEvent<PricingPriceUpdated> {
  const unitPrice = { minor: 1_000 + version, currency: 'EUR' };
  const data = { sku, name: 'Blue mug', unitPrice, version, priceListVersion: version, changedAt: changedAt(version), ...changes };
  return told('pricing', 'pricing.price.updated', sku, data);
}

/** The event in which warehouse tells the stock of a SKU; as many pieces as the version says, unless told otherwise. */
export function stockTold(sku: string, version: number, changes: Partial<WarehouseStockUpdated> = {}): PlatformEvent<WarehouseStockUpdated> {
  const data = { sku, onHand: version + 2, reserved: 2, available: version, version, changedAt: changedAt(version), ...changes };
  return told('warehouse', 'warehouse.stock.updated', sku, data);
}

function told<Data>(service: string, type: string, sku: string, data: Data): PlatformEvent<Data> {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: `/services/${service}`,
    type,
    subject: sku,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/${type}/1.0`,
    partitionkey: sku,
    correlationid: `story-of-${sku}`,
    data,
  };
}
