import type { Order } from '../../domain/order.js';
import { done, livingStep, recordStep, type Activity, type ActivityParts, type StepInput } from './parts.js';

/**
 * Confirms the goods, so that they cannot run out any more, then has the label made. A hold that has expired and cannot be
 * taken again is refused here, before anything is shipped.
 */
export const createCreateShipment = (parts: ActivityParts): Activity<StepInput, { readonly trackingNumber: string }> =>
  livingStep(parts, async (order, wait) => {
    const made = labelOf(order);
    if (made !== undefined) return done({ trackingNumber: made });
    const orderId = order.content.id;
    const goods = await parts.services.confirmReservation(order, wait);
    if (!goods.ok) return goods;
    if (order.status === 'PAID') await recordStep(parts, orderId, { type: 'reserved', reservationId: goods.value.reservationId, by: 'workflow' });
    const label = await parts.services.ship(order, false, wait);
    if (!label.ok) return label;
    const { shipmentId, carrier, trackingNumber } = label.value;
    await recordStep(parts, orderId, { type: 'shipped', shipment: { id: shipmentId, carrier, trackingNumber }, by: 'workflow' });
    return done({ trackingNumber });
  });

/** Known where an earlier run got as far as the record. */
const labelOf = ({ status, fulfillment }: Order): string | undefined =>
  status === 'SHIPPED' || status === 'COMPLETED' ? fulfillment.trackingNumber : undefined;
