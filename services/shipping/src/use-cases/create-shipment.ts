import type { EnqueuedIntent, Platform } from '@sidecart/platform';
import { decideRepeat } from '../domain/create.js';
import { planShipment, type OnRecord, type Shipment, type Wanted } from '../domain/shipment.js';
import { enqueueCreate } from '../intents/create-intent.js';
import type { ShippingTx } from '../store/client.js';
import { findRecord, insertIfAbsent } from '../store/shipment-store.js';
import { refusalError } from './refusal-error.js';

/** Makes the shipment of an order; resolves to it as it stands then, PENDING while the outcome is unknown. */
export type CreateShipment = (wanted: Omit<Wanted, 'id' | 'createdAt'>) => Promise<{ readonly shipment: Shipment; readonly repeated: boolean }>;

/**
 * Commits the shipment and the intent to have its label made before the carrier is asked, then asks. The same order again has
 * no second effect; while the outcome is unknown, it asks the carrier now. Throws Conflict SHIPMENT_CANCELLED or with the
 * code of a definite refusal, Unprocessable SHIPMENT_DIFFERS or IDEMPOTENCY_KEY_REUSED.
 */
export function createCreateShipment(platform: Platform<ShippingTx>): CreateShipment {
  const { database, intents, newId, clock } = platform;
  return async (wanted) => {
    const planned = planShipment({ ...wanted, id: newId(), createdAt: clock.now() });
    const { shipment, enqueued } = await database.transaction((tx) => open(platform, tx, planned));
    if (enqueued === undefined) return { shipment, repeated: true };
    await intents.execute(enqueued);
    // Read again rather than built from the outcome: a cancellation may have come beside it.
    return { shipment: accept(await database.transaction((tx) => findRecord(tx, wanted.orderId)), planned), repeated: false };
  };
}

interface Opened {
  readonly shipment: Shipment;
  readonly enqueued: EnqueuedIntent | undefined;
}

async function open({ intents }: Platform<ShippingTx>, tx: ShippingTx, planned: Shipment): Promise<Opened> {
  const { orderId, correlationId } = planned;
  const isNew = (await insertIfAbsent(tx, [planned])).has(planned.id);
  // Not locked: a settlement holds the intent and waits for the shipment, and the intent is asked for below.
  const shipment = isNew ? planned : accept(await findRecord(tx, orderId), planned);
  if (shipment.status !== 'PENDING') return { shipment, enqueued: undefined };
  return { shipment, enqueued: await enqueueCreate(intents, tx, orderId, { correlationId, leased: true }) };
}

function accept(record: OnRecord | undefined, planned: Shipment): Shipment {
  // Not stored, and nothing under its order: its idempotency key stands for another one.
  if (record === undefined) throw refusalError({ why: 'KEY_OF_ANOTHER_ORDER' });
  const decision = decideRepeat(record, planned);
  if (decision.type === 'refuse') throw refusalError(decision.refusal);
  return decision.shipment;
}
