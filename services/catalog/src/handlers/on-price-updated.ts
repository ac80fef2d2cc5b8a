import type { PricingPriceUpdated } from '@sidecart/contracts';
import type { Handler } from '@sidecart/platform';
import { newest } from '../domain/newest.js';
import type { CatalogTx } from '../store/client.js';
import { savePrices } from '../store/live-store.js';

/** Each event carries the whole price, so the newest of a SKU is all that is needed; an older one sets nothing back. */
export const onPriceUpdated: Handler<PricingPriceUpdated, CatalogTx> = {
  handle: ({ data }, { tx }) => savePrices(tx, [data]),
  handleBatch: (events, { tx }) => savePrices(tx, newest(events.map(({ data }) => data))),
};
