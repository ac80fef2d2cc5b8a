import type { QuotedItem } from '../domain/price-quote.js';
import type { TaxRates } from '../domain/tax.js';
import type { PricingTx } from './client.js';

/** What is on offer of the products asked for, all as of one instant. */
export interface Offer {
  readonly priceListVersion: number;
  readonly products: ReadonlyMap<string, Omit<QuotedItem, 'quantity'>>;
  /** Undefined where nothing is sold to that country. */
  readonly taxRates: TaxRates | undefined;
}

interface OfferRow {
  readonly version: number;
  readonly products: readonly Omit<QuotedItem, 'quantity'>[] | null;
  readonly rates: TaxRates | null;
}

/** Reads prices, their list's version and the tax rates in one statement, so that they belong together. */
export async function readOffer(tx: PricingTx, skus: readonly string[], country: string): Promise<Offer> {
  const [row] = await tx.$queryRaw<OfferRow[]>`
    SELECT l.version,
      (SELECT jsonb_agg(jsonb_build_object('sku', p.sku, 'name', p.name, 'unitPrice', jsonb_build_object('minor', p.minor, 'currency', p.currency),
          'taxCategory', p.tax_category, 'volumeDiscounts', p.volume_discounts))
        FROM prices p WHERE p.sku = ANY(${[...skus]}::text[])) AS products,
      (SELECT jsonb_build_object('country', r.country, 'standard', r.standard, 'reduced', r.reduced)
        FROM tax_rates r WHERE r.country = ${country}) AS rates
    FROM price_list l`;
  const products = new Map((row?.products ?? []).map((product) => [product.sku, product]));
  return { priceListVersion: row?.version ?? 0, products, taxRates: row?.rates ?? undefined };
}
