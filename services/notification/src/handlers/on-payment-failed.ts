import type { PaymentPaymentFailed } from '@sidecart/contracts';
import type { Handler, PlatformEvent } from '@sidecart/platform';
import type { NotificationTx } from '../store/client.js';
import type { RecordMails, Wanted } from '../use-cases/record-mails.js';
import { earliest } from '../earliest.js';

/**
 * Tells whoever bought that the payment was refused. A capture made at checkout precedes its order, and whoever made it
 * has seen the refusal there: no order, no mail.
 */
export const createOnPaymentFailed = (record: RecordMails): Handler<PaymentPaymentFailed, NotificationTx> => ({
  handle: (event, context) => record(wantedBy(event), context),
  handleBatch: (events, context) => record(events.flatMap(wantedBy), context),
});

function wantedBy(cause: PlatformEvent<PaymentPaymentFailed>): Wanted[] {
  const { orderId, orderNumber, customerId, amount, reason, failedAt } = cause.data;
  if (orderId === undefined) return [];
  const content = { total: amount, reasonCode: reason.code };
  return [{ orderId, kind: 'payment_failed', orderNumber, customerId, content, happenedAt: earliest(cause.time, failedAt), cause }];
}
