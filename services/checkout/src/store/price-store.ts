import type { Money } from '@sidecart/platform';
import type { CheckoutTx } from './client.js';

/** One product with its price of now. */
export interface Price {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: Money;
}

/** The whole price list, by SKU. */
export async function listPrices(tx: CheckoutTx): Promise<readonly Price[]> {
  const rows = await tx.priceListEntry.findMany({ orderBy: { sku: 'asc' } });
  return rows.map(({ sku, name, minor, currency }) => ({ sku, name, unitPrice: { minor, currency } }));
}

/** True when there is a price for `sku`. */
export async function hasPrice(tx: CheckoutTx, sku: string): Promise<boolean> {
  return (await tx.priceListEntry.count({ where: { sku } })) > 0;
}
