import type { OrdersOrderRecorded } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import type { CheckoutTx } from '../store/client.js';
import { acknowledgeSales } from '../store/sale-store.js';

type Recorded = PlatformEvent<OrdersOrderRecorded>;

/**
 * Orders has recorded sales: closes their transactions, so that they are not sent again. A closed one stays
 * closed; a sale of another service is none of checkout's.
 */
export const onOrderRecorded: Handler<OrdersOrderRecorded, CheckoutTx> = {
  handle: (event, context) => acknowledge([event], context),
  handleBatch: acknowledge,
};

async function acknowledge(events: readonly Recorded[], { tx, now, log }: HandlerContext<CheckoutTx>): Promise<void> {
  const closed = await acknowledgeSales(
    tx,
    events.map((event) => event.data),
    now,
  );
  log.debug({ events: events.length, closed }, 'sales acknowledged');
}
