import type { OrdersOrderCompleted } from '@sidecart/contracts';
import type { Handler, PlatformEvent } from '@sidecart/platform';
import type { NotificationTx } from '../store/client.js';
import type { RecordMails, Wanted } from '../use-cases/record-mails.js';
import { earliest } from '../earliest.js';

/** Tells whoever bought that the order is paid and on its way. */
export const createOnOrderCompleted = (record: RecordMails): Handler<OrdersOrderCompleted, NotificationTx> => ({
  handle: (event, context) => record([wantedBy(event)], context),
  handleBatch: (events, context) => record(events.map(wantedBy), context),
});

function wantedBy(cause: PlatformEvent<OrdersOrderCompleted>): Wanted {
  const { orderId, orderNumber, customer, items, total, carrier, trackingNumber, completedAt } = cause.data;
  const parcel = { ...(carrier === undefined ? {} : { carrier }), ...(trackingNumber === undefined ? {} : { trackingNumber }) };
  const content = { items, total, ...parcel };
  const happenedAt = earliest(cause.time, completedAt);
  return { orderId, kind: 'order_completed', orderNumber, customerId: customer.id, content, happenedAt, to: customer.email, cause };
}
