import type { EnqueuedIntent, IntentKind, Intents, NewIntent } from '@sidecart/platform';
import { settleCancel, type CancelOutcome } from '../domain/cancel.js';
import type { Shipment } from '../domain/shipment.js';
import type { ShippingTx } from '../store/client.js';
import { settleShipment, type IntentParts, type ShipmentPayload } from './parts.js';

const cancelKind = 'cancel-shipment';

/** Stores the intent to have a shipment's label made void and its key barred at the carrier; one for each round. */
export function enqueueCancel(
  intents: Intents<ShippingTx>,
  tx: ShippingTx,
  { orderId, undo }: Shipment,
  options: Pick<NewIntent<ShipmentPayload>, 'cause' | 'correlationId' | 'leased'> = {},
): Promise<EnqueuedIntent> {
  return intents.enqueue(tx, { kind: cancelKind, key: `${orderId}:${undo?.round ?? 1}`, payload: { orderId }, ...options });
}

/** Has a label made void that there is or may be, and goes on asking until the carrier answers. */
export function createCancelIntent(parts: IntentParts): IntentKind<ShipmentPayload, CancelOutcome, ShippingTx> {
  return {
    kind: cancelKind,
    call: ({ payload: { orderId } }, { signal }) => parts.carrier.cancel(orderId, signal),
    async settle(tx, { payload: { orderId } }, outcome) {
      const { undo, label } = await settleShipment(parts, tx, orderId, (shipment) => settleCancel(shipment, outcome));
      if (undo?.state !== 'REFUSED') return;
      // The one thing here that needs a person: nothing may be shipped, and the carrier does not give the goods back.
      parts.log.error({ orderId, trackingNumber: label?.trackingNumber, refusal: undo.refusal }, 'the carrier refused to cancel a shipment');
    },
  };
}
