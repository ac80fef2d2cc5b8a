import type { Platform } from '@sidecart/platform';
import type { OrdersTx } from '../store/client.js';
import { readTimelines, type LinePosition, type PlacedLine } from '../store/read-timeline.js';
import { createBudget, type Budget } from './budget.js';
import { createLoader } from './loader.js';

/** What the resolvers of one request share. */
export interface GraphQLContext {
  readonly database: Platform<OrdersTx>['database'];
  readonly budget: Budget;
  /** Lines of an order's story after a place; asked for several orders, it is one query. */
  readonly readTimeline: (orderId: string, limit: number, after: LinePosition | undefined) => Promise<readonly PlacedLine[]>;
}

/** Makes what one request needs. */
export function createContext({ database }: Pick<Platform<OrdersTx>, 'database'>): GraphQLContext {
  const loaders = new Map<string, (orderId: string) => Promise<readonly PlacedLine[] | undefined>>();
  const loaderFor = (limit: number, after: LinePosition | undefined) => {
    const key = `${limit} ${after?.at.getTime()} ${after?.noted.getTime()} ${after?.source} ${after?.id}`;
    const loader = loaders.get(key) ?? createLoader((ids) => database.transaction((tx) => readTimelines(tx, ids, { limit, after })));
    loaders.set(key, loader);
    return loader;
  };
  return {
    database,
    budget: createBudget(),
    readTimeline: async (orderId, limit, after) => (await loaderFor(limit, after)(orderId)) ?? [],
  };
}
