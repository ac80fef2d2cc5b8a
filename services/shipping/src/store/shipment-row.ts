import type { Address, FailureReason, ItemQuantity, OrderPath } from '@sidecart/contracts';
import { AppError } from '@sidecart/platform';
import type { OnRecord, Shipment, ShipmentStatus, Undo } from '../domain/shipment.js';
import { Prisma } from '../generated/prisma/client.js';

/** A shipment's row as `shipmentColumns` reads it; a tombstone has no id. */
export interface ShipmentRow {
  readonly order_id: string;
  readonly id: string | null;
  readonly idempotency_key: string | null;
  readonly correlation_id: string;
  readonly order_number: string | null;
  readonly path: OrderPath;
  readonly customer_id: string | null;
  readonly shipping_address: Address;
  readonly items: readonly ItemQuantity[];
  readonly status: ShipmentStatus;
  readonly carrier: string | null;
  readonly tracking_number: string | null;
  readonly label_made_at: Date | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly undo_state: Undo['state'] | null;
  readonly undo_reason: string | null;
  readonly undo_round: number;
  readonly undo_refusal: FailureReason | null;
  readonly created_at: Date;
}

/** The columns a shipment is made of. */
export const shipmentColumns = Prisma.sql`order_id, id, idempotency_key, correlation_id, order_number, path, customer_id, shipping_address,
  items, status, carrier, tracking_number, label_made_at, failure_code, failure_message, undo_state, undo_reason, undo_round, undo_refusal,
  created_at`;

/** What a row stands for. */
export function toRecord(row: ShipmentRow): OnRecord {
  return row.id === null ? 'BARRED' : toShipment(row.id, row);
}

function toShipment(id: string, row: ShipmentRow): Shipment {
  return {
    id,
    orderId: row.order_id,
    orderNumber: row.order_number ?? undefined,
    path: row.path,
    customerId: row.customer_id ?? undefined,
    shippingAddress: row.shipping_address,
    items: row.items,
    status: row.status,
    label: toLabel(row),
    failure: toFailure(row),
    undo: toUndo(row),
    idempotencyKey: row.idempotency_key ?? undefined,
    correlationId: row.correlation_id,
    createdAt: row.created_at,
  };
}

function toLabel({ carrier, tracking_number: trackingNumber, label_made_at: at }: ShipmentRow): Shipment['label'] {
  return carrier === null || trackingNumber === null || at === null ? undefined : { carrier, trackingNumber, at };
}

function toFailure({ failure_code: code, failure_message: message }: ShipmentRow): FailureReason | undefined {
  return code === null || message === null ? undefined : { code, message };
}

function toUndo({ undo_state: state, undo_reason: reason, undo_round: round, undo_refusal: refusal }: ShipmentRow): Undo | undefined {
  return state === null || reason === null ? undefined : { state, reason, round, refusal: refusal ?? undefined };
}

/** What of a shipment changes after it was asked for, as `saveShipments` stores it. */
export function toChange({ orderId, status, label, failure, undo }: Shipment) {
  return {
    orderId,
    status,
    carrier: label?.carrier,
    trackingNumber: label?.trackingNumber,
    labelMadeAt: label?.at,
    failureCode: failure?.code,
    failureMessage: failure?.message,
    undoState: undo?.state,
    undoReason: undo?.reason,
    undoRound: undo?.round ?? 0,
    undoRefusal: undo?.refusal,
  };
}

/** A shipment where there must be one, because an intent names it. */
export function asShipment(record: OnRecord | undefined, orderId: string): Shipment {
  if (typeof record !== 'object') throw new AppError('SHIPMENT_MISSING', `the shipment of order ${orderId} is named by an intent and does not exist`);
  return record;
}
