import type { ShippingShipmentCreated } from '@sidecart/contracts';
import type { Handler, PlatformEvent } from '@sidecart/platform';
import type { NotificationTx } from '../store/client.js';
import type { RecordMails, Wanted } from '../use-cases/record-mails.js';
import { earliest } from '../earliest.js';

/** Tells whoever bought under which number the goods travel. */
export const createOnShipmentCreated = (record: RecordMails): Handler<ShippingShipmentCreated, NotificationTx> => ({
  handle: (event, context) => record([wantedBy(event)], context),
  handleBatch: (events, context) => record(events.map(wantedBy), context),
});

function wantedBy(cause: PlatformEvent<ShippingShipmentCreated>): Wanted {
  const { orderId, orderNumber, customerId, carrier, trackingNumber, items, createdAt } = cause.data;
  const content = { items, carrier, trackingNumber };
  return { orderId, kind: 'shipment_created', orderNumber, customerId, content, happenedAt: earliest(cause.time, createdAt), cause };
}
