import type { OrdersOrderFailed } from '@sidecart/contracts';
import type { Handler, PlatformEvent } from '@sidecart/platform';
import type { MailKind } from '../domain/mail.js';
import type { NotificationTx } from '../store/client.js';
import type { RecordMails, Wanted } from '../use-cases/record-mails.js';
import { earliest } from '../earliest.js';

/** What is written when an order has died; orders says so again for each success that comes too late. */
const KINDS: Readonly<Record<OrdersOrderFailed['status'], MailKind>> = {
  FAILED: 'order_failed',
  CANCELLED: 'order_cancelled',
  // The same mail as of the payment's own event: whichever comes first has it sent.
  PAYMENT_FAILED: 'payment_failed',
};

/** Tells whoever bought that nothing will come of the order. */
export const createOnOrderFailed = (record: RecordMails): Handler<OrdersOrderFailed, NotificationTx> => ({
  handle: (event, context) => record([wantedBy(event)], context),
  handleBatch: (events, context) => record(events.map(wantedBy), context),
});

function wantedBy(cause: PlatformEvent<OrdersOrderFailed>): Wanted {
  const { orderId, orderNumber, status, reason, customer, items, total, failedAt } = cause.data;
  const content = { items, reasonCode: reason.code, ...(total === undefined ? {} : { total }) };
  const happenedAt = earliest(cause.time, failedAt);
  return { orderId, kind: KINDS[status], orderNumber, customerId: customer.id, content, happenedAt, to: customer.email, cause };
}
