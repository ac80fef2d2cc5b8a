import type { WarehouseStockUpdated } from '@sidecart/contracts';
import type { Handler } from '@sidecart/platform';
import { newest } from '../domain/newest.js';
import type { CatalogTx } from '../store/client.js';
import { saveStock } from '../store/live-store.js';

/** Each event carries the stock as it stands, so the newest of a SKU is all that is needed; an older one sets nothing back. */
export const onStockUpdated: Handler<WarehouseStockUpdated, CatalogTx> = {
  handle: ({ data }, { tx }) => saveStock(tx, [data]),
  handleBatch: (events, { tx }) => saveStock(tx, newest(events.map(({ data }) => data))),
};
