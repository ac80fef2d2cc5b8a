import type { OnRecord, Shipment, Standing } from '../domain/shipment.js';
import type { ShippingTx } from './client.js';
import { shipmentColumns, toChange, toRecord, type ShipmentRow } from './shipment-row.js';

/**
 * Stores those shipments whose order has nothing on record and whose idempotency key is unused; of several for one order the
 * first. Resolves to the ids of those stored. In order of order id, so that two batches with the same orders wait for each
 * other instead of deadlocking.
 */
export async function insertIfAbsent(tx: ShippingTx, shipments: readonly Shipment[]): Promise<ReadonlySet<string>> {
  if (shipments.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    insert into shipments (order_id, id, idempotency_key, correlation_id, order_number, path, customer_id, shipping_address, items, status,
      created_at, updated_at)
    select (s->>'orderId')::uuid, (s->>'id')::uuid, s->>'idempotencyKey', s->>'correlationId', s->>'orderNumber', s->>'path', s->>'customerId',
      s->'shippingAddress', s->'items', s->>'status', (s->>'createdAt')::timestamptz, (s->>'createdAt')::timestamptz
    from jsonb_array_elements(${JSON.stringify(shipments)}::jsonb) with ordinality as e(s, nth) order by 1, nth
    on conflict do nothing returning id`;
  return new Set(rows.map(({ id }) => id));
}

/** Bars those orders that have nothing on record from ever shipping; in order of order id, like `insertIfAbsent`. */
export async function insertTombstones(
  tx: ShippingTx,
  orders: readonly { readonly orderId: string; readonly reason: string }[],
  now: Date,
): Promise<void> {
  const rows = orders.map(({ orderId, reason }) => ({ orderId, reason }));
  await tx.$executeRaw`
    insert into shipments (order_id, status, undo_state, undo_reason, undo_round, created_at, updated_at)
    select o."orderId", 'CANCELLED', 'DONE', o.reason, 1, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o("orderId" uuid, reason text) order by 1
    on conflict do nothing`;
}

/** What stands under some orders, locked until the transaction ends. */
export async function lockRecords(tx: ShippingTx, orderIds: Iterable<string>): Promise<ReadonlyMap<string, OnRecord>> {
  const ids = [...new Set(orderIds)];
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<ShipmentRow[]>`
    select ${shipmentColumns} from shipments where order_id = any(${ids}::uuid[]) order by order_id for update`;
  return new Map(rows.map((row) => [row.order_id, toRecord(row)]));
}

/** What stands under some orders at this moment. */
export async function findRecords(tx: ShippingTx, orderIds: readonly string[]): Promise<ReadonlyMap<string, OnRecord>> {
  if (orderIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<ShipmentRow[]>`select ${shipmentColumns} from shipments where order_id = any(${[...orderIds]}::uuid[])`;
  return new Map(rows.map((row) => [row.order_id, toRecord(row)]));
}

/** What stands under an order at this moment. */
export const findRecord = async (tx: ShippingTx, orderId: string): Promise<Standing> => (await findRecords(tx, [orderId])).get(orderId);

/** Up to `limit` orders' records in the order of their ids, after the order `after`. */
export async function listRecords(
  tx: ShippingTx,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<readonly (readonly [string, OnRecord])[]> {
  const rows = await tx.$queryRaw<ShipmentRow[]>`
    select ${shipmentColumns} from shipments where ${after ?? null}::uuid is null or order_id > ${after ?? null}::uuid
    order by order_id limit ${limit}`;
  return rows.map((row) => [row.order_id, toRecord(row)]);
}

/** Stores what changed of shipments whose rows the transaction has locked, in one statement. */
export async function saveShipments(tx: ShippingTx, shipments: readonly Shipment[], now: Date): Promise<void> {
  if (shipments.length === 0) return;
  await tx.$executeRaw`
    update shipments s set status = c.status, carrier = c.carrier, tracking_number = c."trackingNumber", label_made_at = c."labelMadeAt",
      failure_code = c."failureCode", failure_message = c."failureMessage", undo_state = c."undoState", undo_reason = c."undoReason",
      undo_round = c."undoRound", undo_refusal = c."undoRefusal", updated_at = ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(shipments.map(toChange))}::jsonb) as c("orderId" uuid, status text, carrier text,
      "trackingNumber" text, "labelMadeAt" timestamptz, "failureCode" text, "failureMessage" text, "undoState" text, "undoReason" text,
      "undoRound" int, "undoRefusal" jsonb)
    where s.order_id = c."orderId"`;
}
