import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { createOnOrderCompleted } from './handlers/on-order-completed.js';
import { createOnOrderFailed } from './handlers/on-order-failed.js';
import { createOnPaymentFailed } from './handlers/on-payment-failed.js';
import { createOnShipmentCreated } from './handlers/on-shipment-created.js';
import type { NotificationTx } from './store/client.js';
import type { RecordMails } from './use-cases/record-mails.js';

/** What notification listens to, one line a topic. */
export const notificationSubscriptions = (record: RecordMails): Subscription<NotificationTx>[] => [
  on(topics.ordersOrderCompleted, createOnOrderCompleted(record)),
  on(topics.ordersOrderFailed, createOnOrderFailed(record)),
  on(topics.paymentPaymentFailed, createOnPaymentFailed(record)),
  on(topics.shippingShipmentCreated, createOnShipmentCreated(record)),
];
