import { PermanentError, type HandlerContext, type Intents, type NewId, type PlatformEvent } from '@sidecart/platform';
import { decideRepeat } from '../domain/create.js';
import { planShipment, type OnRecord, type Shipment, type Wanted } from '../domain/shipment.js';
import { enqueueCreate } from '../intents/create-intent.js';
import type { ShippingTx } from '../store/client.js';
import { findRecords, insertIfAbsent } from '../store/shipment-store.js';

/** A shipment that an event asks for. */
export interface WantedByEvent {
  readonly event: PlatformEvent;
  readonly wanted: Omit<Wanted, 'id' | 'idempotencyKey' | 'correlationId' | 'createdAt'>;
}

/** Stores shipments with the intents to have their labels made, in the transaction of their events. */
export type OpenShipments = (wanted: readonly WantedByEvent[], context: HandlerContext<ShippingTx>) => Promise<void>;

/**
 * Makes it. The order's id makes all but the first copy change nothing; an order that was cancelled before stays so. Throws
 * PermanentError SHIPMENT_DIFFERS where the order has another shipment.
 */
export function createOpenShipments(newId: NewId, intents: Intents<ShippingTx>): OpenShipments {
  return async (all, { tx, now, log, causedBy }) => {
    const planned = all.map(({ event, wanted }) => {
      const own = { id: newId(), createdAt: now, correlationId: event.correlationid, idempotencyKey: undefined };
      return { event, shipment: planShipment({ ...wanted, ...own }) };
    });
    const shipments = planned.map(({ shipment }) => shipment);
    const inserted = await insertIfAbsent(tx, shipments);
    const [opened, known] = split(planned, ({ shipment }) => inserted.has(shipment.id));
    const records = await findRecords(
      tx,
      known.map(({ shipment }) => shipment.orderId),
    );
    for (const { event, shipment } of known) causedBy(event, () => log.info(saying(records.get(shipment.orderId), shipment)));
    for (const { event, shipment } of opened) {
      await enqueueCreate(intents, tx, shipment.orderId, { cause: event });
      causedBy(event, () => log.info('shipment asked for'));
    }
  };
}

function split<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function saying(record: OnRecord | undefined, planned: Shipment): string {
  const decision = record && decideRepeat(record, planned);
  if (decision?.type !== 'refuse') return 'shipment asked for already; nothing changed';
  const { why } = decision.refusal;
  if (why === 'SHIPMENT_DIFFERS') throw new PermanentError(why, 'the shipment of this order is for other items or another address');
  return `nothing is shipped: ${why}`;
}
