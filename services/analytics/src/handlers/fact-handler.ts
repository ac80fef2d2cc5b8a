import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import { microseconds } from '../domain/merge.js';
import { factsOf, type OrderNews } from '../domain/order-facts.js';
import type { CartFacts, MoneyFact } from '../domain/other-facts.js';
import type { AnalyticsTx } from '../store/client.js';
import { saveCarts, saveMoney } from '../store/money-store.js';
import { saveOrders } from '../store/order-store.js';

/** What an event tells analytics; instants as the event writes them. */
export interface Told {
  readonly order?: OrderNews | undefined;
  readonly money?: MoneyFact;
  readonly cart?: CartFacts;
}

/**
 * A handler that adds what each event tells to what is known, a whole delivery in one statement a table. What is known only
 * grows, so copies and events out of order change nothing that stays.
 */
export function factHandler<Data>(read: (data: Data, event: PlatformEvent<Data>) => Told): Handler<Data, AnalyticsTx> {
  const take = async (events: readonly PlatformEvent<Data>[], { tx }: HandlerContext<AnalyticsTx>): Promise<void> => {
    const told = events.map((event) => ({ time: event.time, ...read(event.data, event) }));
    await saveOrders(
      tx,
      told.flatMap(({ order, time }) => (order === undefined ? [] : [factsOf(order, time)])),
    );
    await saveMoney(
      tx,
      told.flatMap(({ money }) => (money === undefined ? [] : [{ ...money, at: microseconds(money.at) }])),
    );
    await saveCarts(
      tx,
      told.flatMap(({ cart }) => cart ?? []),
    );
  };
  return { handle: (event, context) => take([event], context), handleBatch: take };
}
