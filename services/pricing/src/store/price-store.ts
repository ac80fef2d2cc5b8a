import type { Price } from '../domain/price.js';
import type { TaxCategory } from '../domain/tax.js';
import type { VolumeDiscount } from '../domain/volume-discount.js';
import type { Price as PriceRow } from '../generated/prisma/client.js';
import { asJson, type PricingTx } from './client.js';

/** A page of a list in order of its key, after the key `after`. */
export interface Page {
  readonly after: string | undefined;
  readonly limit: number;
}

/** The price of a SKU. */
export async function findPrice(tx: PricingTx, sku: string): Promise<Price | undefined> {
  const row = await tx.price.findUnique({ where: { sku } });
  return row === null ? undefined : toPrice(row);
}

/** Up to `limit` prices in order of SKU. */
export async function listPrices(tx: PricingTx, { after, limit }: Page): Promise<readonly Price[]> {
  const rows = await tx.price.findMany({ where: after === undefined ? {} : { sku: { gt: after } }, orderBy: { sku: 'asc' }, take: limit });
  return rows.map(toPrice);
}

/** The version of the price list, locked until the transaction ends: changes follow one another. */
export async function lockPriceList(tx: PricingTx): Promise<number> {
  const rows = await tx.$queryRaw<{ version: number }[]>`SELECT version FROM price_list FOR UPDATE`;
  return rows[0]?.version ?? 0;
}

/** Stores a price in a locked list and raises the list's version to the price's; its event commits with it. */
export async function savePrice(tx: PricingTx, price: Price): Promise<void> {
  const { sku, unitPrice, volumeDiscounts, ...rest } = price;
  const { minor, currency } = unitPrice;
  const row = { ...rest, minor, currency, volumeDiscounts: asJson(volumeDiscounts), announcedVersion: price.version };
  await tx.price.upsert({ where: { sku }, create: { sku, ...row }, update: row });
  await tx.priceList.updateMany({ data: { version: price.listVersion } });
}

/**
 * Up to `limit` prices nobody has published yet, as the seed leaves them, marked as published by this transaction.
 * Several replicas share the work, as each passes over the rows another one holds.
 */
export async function takeUnannounced(tx: PricingTx, limit: number): Promise<readonly Price[]> {
  const found = await tx.$queryRaw<{ sku: string }[]>`
    SELECT sku FROM prices WHERE announced_version < version ORDER BY sku LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  const skus = found.map(({ sku }) => sku);
  if (skus.length === 0) return [];
  await tx.$executeRaw`UPDATE prices SET announced_version = version WHERE sku = ANY(${skus}::text[])`;
  return (await tx.price.findMany({ where: { sku: { in: skus } }, orderBy: { sku: 'asc' } })).map(toPrice);
}

function toPrice(row: PriceRow): Price {
  const { sku, name, version, listVersion, updatedAt } = row;
  return {
    sku,
    name,
    unitPrice: { minor: Number(row.minor), currency: row.currency },
    taxCategory: row.taxCategory as TaxCategory,
    volumeDiscounts: row.volumeDiscounts as unknown as VolumeDiscount[],
    version,
    listVersion,
    updatedAt,
  };
}
