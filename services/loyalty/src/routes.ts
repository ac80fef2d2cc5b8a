import { NotFound, route, type ApiRequest, type Platform, type Route } from '@sidecart/platform';
import { entryPageAnswer, pointsAnswer } from './answers.js';
import { isCustomerId, readEntryQuery } from './entry-query.js';
import type { LoyaltyTx } from './store/client.js';
import { findPoints, listEntries } from './store/ledger-store.js';

const POINTS = '/customers/:customerId/points';

/** Loyalty's HTTP interface: path → read model. */
export function loyaltyRoutes({ database }: Platform<LoyaltyTx>): Route[] {
  return [
    route({
      method: 'get',
      path: POINTS,
      handle: async (request) => {
        const id = customerOf(request);
        return pointsAnswer(id, await database.transaction((tx) => findPoints(tx, id)));
      },
    }),
    route({
      method: 'get',
      path: `${POINTS}/entries`,
      handle: async (request) => {
        const [id, { limit, after }] = [customerOf(request), readEntryQuery(request.query)];
        return entryPageAnswer(await database.transaction((tx) => listEntries(tx, id, { limit: limit + 1, after })), limit);
      },
    }),
  ];
}

/** Customers are not kept here: one who has bought nothing has no points, and only text that can be no id is not found. */
function customerOf({ params }: Pick<ApiRequest, 'params'>): string {
  const id = params['customerId'] ?? '';
  if (!isCustomerId(id)) throw new NotFound('customer', id);
  return id;
}
