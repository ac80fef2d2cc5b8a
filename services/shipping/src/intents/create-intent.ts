import type { CallContext, EnqueuedIntent, IntentKind, Intents, NewIntent } from '@sidecart/platform';
import { isOverdue, settleCreate, type CreateOutcome } from '../domain/create.js';
import type { ShippingTx } from '../store/client.js';
import { asShipment } from '../store/shipment-row.js';
import { findRecord } from '../store/shipment-store.js';
import { enqueueCancel } from './cancel-intent.js';
import { settleShipment, type IntentParts, type ShipmentPayload } from './parts.js';

const createKind = 'create-shipment';

/** Stores the intent to have a label made for an order; the one stored before stays. */
export function enqueueCreate(
  intents: Intents<ShippingTx>,
  tx: ShippingTx,
  orderId: string,
  options: Pick<NewIntent<ShipmentPayload>, 'cause' | 'correlationId' | 'leased'>,
): Promise<EnqueuedIntent> {
  return intents.enqueue(tx, { kind: createKind, key: orderId, payload: { orderId }, ...options });
}

/**
 * Has a label made, and goes on asking by the same key until the answer is definite, or the carrier has stayed away too long.
 * Giving up settles this intent, bars the order, and enqueues the cancellation, all in one transaction with the event.
 */
export function createCreateIntent(parts: IntentParts, giveUpMs: number): IntentKind<ShipmentPayload, CreateOutcome, ShippingTx> {
  return {
    kind: createKind,
    call: ({ payload: { orderId } }, context) => ask(parts, orderId, giveUpMs, context),
    async settle(tx, { payload: { orderId } }, outcome) {
      const now = parts.clock.now();
      const shipment = await settleShipment(parts, tx, orderId, (before) => settleCreate(before, outcome, now));
      if (outcome.type === 'given up' && shipment.undo?.state === 'ASKED') await enqueueCancel(parts.intents, tx, shipment);
    },
  };
}

async function ask(
  { database, carrier, clock }: IntentParts,
  orderId: string,
  giveUpMs: number,
  { signal, log }: CallContext,
): Promise<CreateOutcome> {
  const shipment = asShipment(await database.transaction((tx) => findRecord(tx, orderId)), orderId);
  // Undone meanwhile: what an earlier call may have left is the cancellation's to undo.
  if (shipment.status !== 'PENDING' || shipment.undo !== undefined) return { type: 'not wanted' };
  try {
    return await carrier.create(orderId, shipment, signal);
  } catch (error) {
    if (!isOverdue(shipment, clock.now(), giveUpMs)) throw error;
    log.error({ err: error, orderId }, 'the carrier stays away: the shipment is given up');
    return { type: 'given up' };
  }
}
