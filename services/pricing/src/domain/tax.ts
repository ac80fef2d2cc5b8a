import { addMoney, money, percentOfMoney, type Money } from '@sidecart/platform';

/** Which of a country's rates applies to a product; `zero` is taxed nowhere. */
export type TaxCategory = 'standard' | 'reduced' | 'zero';

/** A country's rates, in basis points. */
export interface TaxRates {
  readonly country: string;
  readonly standard: number;
  readonly reduced: number;
}

/** An amount to be taxed: a line after its discounts. */
export interface TaxableLine {
  readonly category: TaxCategory;
  readonly amount: Money;
}

/** A line's tax, and the rate in basis points it came from. */
export interface LineTax {
  readonly basisPoints: number;
  readonly tax: Money;
}

/** The rate of a category, in basis points. */
export const rateOf = (rates: TaxRates, category: TaxCategory): number => (category === 'zero' ? 0 : rates[category]);

/**
 * A line's tax, rounded half to even. Each line is rounded by itself: it then has a tax of its own that can be given back
 * with it, the sum is exactly that of the lines, and rounding is off by at most half a minor unit a line.
 */
export function taxLine(rates: TaxRates, { category, amount }: TaxableLine): LineTax {
  const basisPoints = rateOf(rates, category);
  return { basisPoints, tax: percentOfMoney(amount, basisPoints) };
}

/** Sum of amounts of one currency; 0 of it when there are none. Throws RangeError when currencies differ. */
export function sumMoney(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce(addMoney, money(0, currency));
}
