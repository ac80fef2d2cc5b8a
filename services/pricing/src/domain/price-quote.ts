import { addMoney, money, multiplyMoney, type Money } from '@sidecart/platform';
import { allocate } from './allocate.js';
import { couponDiscount, type CouponTerms } from './coupon.js';
import { sumMoney, taxLine, type TaxCategory, type TaxRates } from './tax.js';
import { volumeDiscount, type VolumeDiscount } from './volume-discount.js';

/** How many of a product, and all the price list says of it. */
export interface QuotedItem {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly taxCategory: TaxCategory;
  readonly volumeDiscounts: readonly VolumeDiscount[];
}

/** All a quote is made from, as JSON: the same inputs give the same quote for ever. */
export interface QuoteInputs {
  readonly priceListVersion: number;
  readonly currency: string;
  readonly items: readonly QuotedItem[];
  readonly taxRates: TaxRates;
  readonly coupon: CouponTerms | null;
}

/** One line; `total` = `lineTotal` − `volumeDiscount` − `couponDiscount` + `tax`. */
export interface PricedLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
  readonly volumeDiscount: Money;
  readonly couponDiscount: Money;
  readonly taxCategory: TaxCategory;
  readonly taxBasisPoints: number;
  readonly tax: Money;
  readonly total: Money;
}

/** What was taken off the whole. */
export interface Discount {
  readonly type: 'volume' | 'coupon';
  readonly code?: string;
  readonly amount: Money;
}

/** What everything costs; `total` = `subtotal` − `discounts` + `tax`. */
export interface PricedQuote {
  readonly lines: readonly PricedLine[];
  /** Sum of the line totals, before discounts and tax. */
  readonly subtotal: Money;
  readonly discounts: readonly Discount[];
  readonly tax: Money;
  readonly total: Money;
}

/** A price, or why there is none. */
export type Pricing =
  | { readonly type: 'priced'; readonly priced: PricedQuote }
  | { readonly type: 'refused'; readonly reason: 'COUPON_MINIMUM_NOT_REACHED' | 'AMOUNT_TOO_LARGE' };

/** Half of what is exact, so that tax at up to 100 % still is; minor units. */
const LARGEST_SUBTOTAL = BigInt(Number.MAX_SAFE_INTEGER) / 2n;

/**
 * Prices goods: quantity × unit price, less the volume discount of each line, less the coupon, spread over the lines in
 * proportion, plus tax on what is left of each line.
 */
export function priceQuote(inputs: QuoteInputs): Pricing {
  const { items, currency, coupon } = inputs;
  const exact = items.reduce((sum, { quantity, unitPrice }) => sum + BigInt(quantity) * BigInt(unitPrice.minor), 0n);
  if (exact > LARGEST_SUBTOTAL) return { type: 'refused', reason: 'AMOUNT_TOO_LARGE' };
  const goods = items.map(afterVolumeDiscount);
  const nets = goods.map(({ net }) => net);
  const taken = coupon === null ? money(0, currency) : couponDiscount(coupon, sumMoney(nets, currency));
  if (taken === undefined) return { type: 'refused', reason: 'COUPON_MINIMUM_NOT_REACHED' };
  const lines = withCoupon(goods, taken.minor).map((line) => taxed(line, inputs.taxRates));
  return { type: 'priced', priced: { lines, ...sums(lines, inputs) } };
}

interface Goods extends QuotedItem {
  readonly lineTotal: Money;
  readonly volumeDiscount: Money;
  readonly couponDiscount: Money;
  /** What is left of the line so far. */
  readonly net: Money;
}

function afterVolumeDiscount(item: QuotedItem): Goods {
  const lineTotal = multiplyMoney(item.unitPrice, item.quantity);
  const discount = volumeDiscount(lineTotal, item.volumeDiscounts, item.quantity);
  return { ...item, lineTotal, volumeDiscount: discount, couponDiscount: money(0, lineTotal.currency), net: less(lineTotal, discount) };
}

function withCoupon(goods: readonly Goods[], minor: number): readonly Goods[] {
  const weights = goods.map(({ net }) => net.minor);
  const parts = allocate(minor, weights);
  return goods.map((line, index) => {
    const part = money(parts[index] ?? 0, line.net.currency);
    return { ...line, couponDiscount: part, net: less(line.net, part) };
  });
}

function taxed(line: Goods, rates: TaxRates): PricedLine {
  const { sku, name, quantity, unitPrice, lineTotal, taxCategory, net } = line;
  const { basisPoints, tax } = taxLine(rates, { category: taxCategory, amount: net });
  return {
    ...{ sku, name, quantity, unitPrice, lineTotal },
    ...{ volumeDiscount: line.volumeDiscount, couponDiscount: line.couponDiscount },
    ...{ taxCategory, taxBasisPoints: basisPoints, tax, total: addMoney(net, tax) },
  };
}

function sums(lines: readonly PricedLine[], { currency, coupon }: QuoteInputs): Omit<PricedQuote, 'lines'> {
  const sumOf = (part: (line: PricedLine) => Money): Money => sumMoney(lines.map(part), currency);
  const volume = sumOf((line) => line.volumeDiscount);
  const discounts: readonly Discount[] = [
    ...(volume.minor > 0 ? [{ type: 'volume' as const, amount: volume }] : []),
    ...(coupon === null ? [] : [{ type: 'coupon' as const, code: coupon.code, amount: sumOf((line) => line.couponDiscount) }]),
  ];
  return { subtotal: sumOf((line) => line.lineTotal), discounts, tax: sumOf((line) => line.tax), total: sumOf((line) => line.total) };
}

const less = (amount: Money, part: Money): Money => money(amount.minor - part.minor, amount.currency);
