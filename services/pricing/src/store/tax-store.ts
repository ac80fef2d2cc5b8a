import type { TaxRates } from '../domain/tax.js';
import type { PricingTx } from './client.js';

/** A country's rates; undefined where nothing is sold to it. */
export async function findTaxRates(tx: PricingTx, country: string): Promise<TaxRates | undefined> {
  return (await tx.taxRate.findUnique({ where: { country } })) ?? undefined;
}

/** Every country's rates, by country. */
export async function listTaxRates(tx: PricingTx): Promise<readonly TaxRates[]> {
  return tx.taxRate.findMany({ orderBy: { country: 'asc' } });
}
