import type { EnqueuedIntent, Platform } from '@sidecart/platform';
import type { OnRecord } from '../domain/shipment.js';
import { enqueueCancel } from '../intents/cancel-intent.js';
import type { ShippingTx } from '../store/client.js';
import { findRecord } from '../store/shipment-store.js';
import { cancelAll, type Cancellation } from './cancel-all.js';

/** Cancels the shipment of an order, whatever became of it, and bars any later one; resolves to what stands afterwards. */
export type CancelShipment = (command: Cancellation & { readonly correlationId: string }) => Promise<OnRecord>;

/**
 * Commits that the order is not shipped any more, with the intent to tell the carrier where it may know of it, then tells it.
 * Idempotent; succeeds where nothing happened, for no call leaves before its shipment is stored.
 */
export function createCancelShipment(platform: Platform<ShippingTx>): CancelShipment {
  const { database, intents } = platform;
  return async (command) => {
    const enqueued =
      (await database.transaction((tx) => open(platform, tx, command))) ?? (await database.transaction((tx) => again(platform, tx, command)));
    if (enqueued !== undefined) await intents.execute(enqueued);
    return (await database.transaction((tx) => findRecord(tx, command.orderId))) ?? 'BARRED';
  };
}

type Command = Parameters<CancelShipment>[0];

async function open({ clock, intents }: Platform<ShippingTx>, tx: ShippingTx, command: Command): Promise<EnqueuedIntent | undefined> {
  const [decision] = await cancelAll(tx, [command], clock.now());
  if (decision?.type !== 'ask') return undefined;
  return enqueueCancel(intents, tx, decision.shipment, { correlationId: command.correlationId, leased: true });
}

/**
 * Where the carrier is being asked already, finds the intent and, if nobody is at it, asks now. Without the shipment's lock:
 * a settlement holds the intent and waits for the shipment.
 */
async function again({ intents }: Platform<ShippingTx>, tx: ShippingTx, { orderId }: Command): Promise<EnqueuedIntent | undefined> {
  const record = await findRecord(tx, orderId);
  return typeof record === 'object' && record.undo?.state === 'ASKED' ? enqueueCancel(intents, tx, record) : undefined;
}
