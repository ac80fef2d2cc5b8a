import type { FailureReason } from '@sidecart/contracts';
import { Conflict, type ApiResponse } from '@sidecart/platform';
import type { OnRecord, Shipment } from './domain/shipment.js';

/** Tells the caller of an undecided effect to ask again with the same key after a second. */
const askAgain = { 'retry-after': '1' };

/** The answer to a shipment that was asked for: 201 once the label is made, 200 where it was before, 202 while nobody knows. */
export function createAnswer({ shipment, repeated }: { shipment: Shipment; repeated: boolean }): ApiResponse {
  const body = shipmentBody(shipment.orderId, shipment);
  if (shipment.status === 'PENDING') return { status: 202, body, headers: askAgain };
  return { status: repeated ? 200 : 201, body, headers: { location: `/shipments/${shipment.orderId}` } };
}

/** The answer to the question whether an order could be shipped. */
export const checkAnswer = (reason: FailureReason | undefined): ApiResponse => ({
  status: 200,
  body: reason === undefined ? { possible: true } : { possible: false, reason },
});

/**
 * The answer to a cancellation: 200 when nothing is shipped nor will be, 202 while the carrier has not confirmed it. Throws
 * Conflict CANCELLATION_REFUSED.
 */
export function cancelAnswer(orderId: string, record: OnRecord): ApiResponse {
  const body = shipmentBody(orderId, record);
  const undo = record === 'BARRED' ? undefined : record.undo;
  if (undo?.state === 'ASKED') return { status: 202, body, headers: askAgain };
  if (undo?.state === 'REFUSED') {
    throw new Conflict('CANCELLATION_REFUSED', undo.refusal?.message ?? 'the carrier refused to cancel the shipment', {
      details: { shipment: body },
    });
  }
  return { status: 200, body };
}

/** What is on record under an order's id. */
export const shipmentAnswer = (orderId: string, record: OnRecord): ApiResponse => ({ status: 200, body: shipmentBody(orderId, record) });

/** One page of shipments; `next` is the `after` of the following page, null on the last. */
export function shipmentPageAnswer(records: readonly (readonly [string, OnRecord])[], limit: number): ApiResponse {
  const page = records.slice(0, limit);
  const items = page.map(([orderId, record]) => shipmentBody(orderId, record));
  return { status: 200, body: { items, next: records.length > limit ? (page.at(-1)?.[0] ?? null) : null } };
}

/** A tombstone shows as cancelled. The address is personal data and is not shown. */
function shipmentBody(orderId: string, record: OnRecord) {
  if (record === 'BARRED') return { orderId, status: 'CANCELLED', items: [] };
  const { id: shipmentId, orderNumber, path, status, items, label, failure, undo, createdAt } = record;
  return {
    orderId,
    shipmentId,
    ...(orderNumber === undefined ? {} : { orderNumber }),
    path,
    status,
    items,
    ...(label === undefined ? {} : { carrier: label.carrier, trackingNumber: label.trackingNumber, labelMadeAt: label.at.toISOString() }),
    ...(failure === undefined ? {} : { reason: failure }),
    ...(undo === undefined
      ? {}
      : {
          cancellation: {
            status: undo.state,
            reason: undo.reason,
            ...(undo.refusal && { refusal: undo.refusal }),
          },
        }),
    createdAt: createdAt.toISOString(),
  };
}
