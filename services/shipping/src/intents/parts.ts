import type { CloudEventPublisher, Clock, Database, Intents, Logger } from '@sidecart/platform';
import type { CarrierAdapter } from '../carrier/carrier-adapter.js';
import type { Settled, Shipment } from '../domain/shipment.js';
import { shipmentEvent } from '../shipment-events.js';
import type { ShippingTx } from '../store/client.js';
import { asShipment } from '../store/shipment-row.js';
import { lockRecords, saveShipments } from '../store/shipment-store.js';

/** What the calls to the carrier are built from. */
export interface IntentParts {
  readonly carrier: CarrierAdapter;
  readonly database: Database<ShippingTx>;
  readonly intents: Intents<ShippingTx>;
  readonly publisher: CloudEventPublisher;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What an intent is about; its key at the carrier is the order's id. */
export interface ShipmentPayload {
  readonly orderId: string;
}

/** Decides about an order's locked shipment, and stores and tells what changed; resolves to the shipment afterwards. */
export async function settleShipment(
  { publisher, clock }: IntentParts,
  tx: ShippingTx,
  orderId: string,
  decide: (shipment: Shipment) => Settled,
): Promise<Shipment> {
  const before = asShipment((await lockRecords(tx, [orderId])).get(orderId), orderId);
  const { shipment, facts } = decide(before);
  const now = clock.now();
  if (shipment !== before) await saveShipments(tx, [shipment], now);
  await publisher.publishAll(
    tx,
    facts.map((fact) => shipmentEvent(shipment, fact, now)),
  );
  return shipment;
}
