import type { Database, Money } from '@sidecart/platform';
import { CURRENCY } from '../domain/price.js';
import { sumMoney, taxLine, type LineTax, type TaxableLine, type TaxRates } from '../domain/tax.js';
import type { PricingTx } from '../store/client.js';
import { findTaxRates, listTaxRates } from '../store/tax-store.js';
import { amountTooLarge, currencyNotSold, unknownDestination } from './errors.js';

/** The tax on some amounts at one destination. */
export interface TaxPreview {
  readonly country: string;
  readonly lines: readonly (TaxableLine & LineTax)[];
  readonly tax: Money;
}

/** The tax module. */
export interface Taxes {
  rates(): Promise<readonly TaxRates[]>;
  /** Throws Unprocessable UNKNOWN_DESTINATION, CURRENCY_NOT_SOLD, AMOUNT_TOO_LARGE. */
  preview(country: string, lines: readonly TaxableLine[]): Promise<TaxPreview>;
}

/** The most one preview adds up, minor units. */
const LARGEST_SUM = BigInt(Number.MAX_SAFE_INTEGER);

/** Makes the tax module's use cases. */
export function createTaxes(database: Database<PricingTx>): Taxes {
  return {
    rates: () => database.transaction(listTaxRates),
    preview: async (country, lines) => {
      const foreign = lines.find(({ amount }) => amount.currency !== CURRENCY);
      if (foreign) throw currencyNotSold(foreign.amount.currency);
      if (lines.reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n) > LARGEST_SUM) throw amountTooLarge();
      const rates = await database.transaction((tx) => findTaxRates(tx, country));
      if (rates === undefined) throw unknownDestination(country);
      return taxed(rates, lines);
    },
  };
}

function taxed(rates: TaxRates, asked: readonly TaxableLine[]): TaxPreview {
  const lines = asked.map((line) => ({ ...line, ...taxLine(rates, line) }));
  const taxes = lines.map(({ tax }) => tax);
  return { country: rates.country, lines, tax: sumMoney(taxes, CURRENCY) };
}
