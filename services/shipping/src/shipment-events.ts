import { topics, type ShippingShipmentCancelled, type ShippingShipmentCreated, type ShippingShipmentFailed } from '@sidecart/contracts';
import { AppError, type NewEvent } from '@sidecart/platform';
import type { Shipment, ShipmentFact } from './domain/shipment.js';

/** The event of what happened to a shipment. */
export function shipmentEvent(shipment: Shipment, fact: ShipmentFact, now: Date): NewEvent {
  const { orderId: subject, correlationId } = shipment;
  switch (fact.type) {
    case 'created':
      return { ...typed(topics.shippingShipmentCreated, createdData(shipment)), subject, correlationId };
    case 'failed': {
      const items = itemsOf(shipment);
      const data: ShippingShipmentFailed = { ...about(shipment), items, reason: fact.reason, failedAt: now.toISOString() };
      return { ...typed(topics.shippingShipmentFailed, data), subject, correlationId };
    }
    case 'cancelled': {
      const { trackingNumber } = labelOf(shipment);
      const { id: shipmentId } = shipment;
      const data: ShippingShipmentCancelled = { ...about(shipment), shipmentId, trackingNumber, reason: fact.reason, cancelledAt: now.toISOString() };
      return { ...typed(topics.shippingShipmentCancelled, data), subject, correlationId };
    }
  }
}

/** Ties the data to the topic's type, which a bare object literal would lose. */
const typed = <Data>(topic: NewEvent<Data>['topic'], data: Data) => ({ topic, data });

function about({ orderId, orderNumber, path, customerId }: Shipment) {
  return { orderId, path, ...(orderNumber === undefined ? {} : { orderNumber }), ...(customerId === undefined ? {} : { customerId }) };
}

const itemsOf = ({ items }: Shipment) => items.map(({ sku, quantity }) => ({ sku, quantity }));

function createdData(shipment: Shipment): ShippingShipmentCreated {
  const { carrier, trackingNumber, at } = labelOf(shipment);
  return { ...about(shipment), shipmentId: shipment.id, carrier, trackingNumber, items: itemsOf(shipment), createdAt: at.toISOString() };
}

function labelOf({ label, orderId }: Shipment): NonNullable<Shipment['label']> {
  if (label === undefined) throw new AppError('LABEL_MISSING', `the shipment of order ${orderId} has no label to tell of`);
  return label;
}
