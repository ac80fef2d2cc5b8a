import { topics, type PricingPriceUpdated } from '@sidecart/contracts';
import { NotFound, PreconditionFailed, Unprocessable, type AppError, type Platform } from '@sidecart/platform';
import { decidePrice, HIGHEST_PRICE, isSku, type ExpectedVersion, type Price, type PriceTerms } from '../domain/price.js';
import type { PricingTx } from '../store/client.js';
import { findPrice, listPrices, lockPriceList, savePrice, type Page } from '../store/price-store.js';
import { currencyNotSold } from './errors.js';

/** A change of one price. */
export interface PriceChange {
  readonly sku: string;
  readonly terms: PriceTerms;
  readonly expected: ExpectedVersion;
}

/** The price list. */
export interface Prices {
  /** Throws NotFound. */
  show(sku: string): Promise<Price>;
  list(page: Page): Promise<readonly Price[]>;
  /** Commits a price with its `pricing.price.updated`. Throws PreconditionFailed, and Unprocessable CURRENCY_NOT_SOLD, PRICE_TOO_HIGH or INVALID_SKU. */
  change(change: PriceChange): Promise<Price>;
}

/** Makes the price list's use cases. */
export function createPrices(platform: Platform<PricingTx>): Prices {
  const { database } = platform;
  return {
    list: (page) => database.transaction((tx) => listPrices(tx, page)),
    show: async (sku) => {
      const price = isSku(sku) ? await database.transaction((tx) => findPrice(tx, sku)) : undefined;
      if (price === undefined) throw new NotFound('price of', sku);
      return price;
    },
    change: (change) => database.transaction((tx) => changePrice(platform, tx, change)),
  };
}

async function changePrice({ clock, publisher }: Platform<PricingTx>, tx: PricingTx, { sku, terms, expected }: PriceChange): Promise<Price> {
  if (!isSku(sku)) throw new Unprocessable('INVALID_SKU', 'this cannot be a SKU');
  const listVersion = (await lockPriceList(tx)) + 1;
  const before = await findPrice(tx, sku);
  const decision = decidePrice(before, terms, expected);
  if (decision.type === 'refuse') throw refusal(decision.reason, terms);
  if (decision.type === 'unchanged') return decision.price;
  const price: Price = { sku, ...terms, version: decision.version, listVersion, updatedAt: clock.now() };
  await savePrice(tx, price);
  await publisher.publish(tx, { topic: topics.pricingPriceUpdated, subject: sku, data: priceUpdated(price, before) });
  return price;
}

function refusal(reason: 'STALE' | 'CURRENCY_NOT_SOLD' | 'PRICE_TOO_HIGH', { unitPrice }: PriceTerms): AppError {
  switch (reason) {
    case 'STALE':
      return new PreconditionFailed('the price has another version than the one this change is meant for; read it again');
    case 'CURRENCY_NOT_SOLD':
      return currencyNotSold(unitPrice.currency);
    case 'PRICE_TOO_HIGH':
      return new Unprocessable(reason, `a price is at most ${HIGHEST_PRICE} minor units`);
  }
}

/** The event of a price as it stands now. */
export function priceUpdated(price: Price, before?: Price): PricingPriceUpdated {
  const { sku, name, unitPrice, volumeDiscounts, version, listVersion, updatedAt } = price;
  return {
    sku,
    name,
    unitPrice,
    ...(before === undefined ? {} : { previousUnitPrice: before.unitPrice }),
    volumeDiscounts: [...volumeDiscounts],
    version,
    priceListVersion: listVersion,
    changedAt: updatedAt.toISOString(),
  };
}
