import type { WarehouseTx } from './client.js';

/** A shipment that was told of before its order's goods were confirmed. */
export interface EarlyShipment {
  readonly orderId: string;
  readonly shipmentId: string;
}

/** Remembers shipments, one an order; in order of order id, so that two batches wait for each other instead of deadlocking. */
export async function rememberShipments(tx: WarehouseTx, shipments: readonly EarlyShipment[], now: Date): Promise<void> {
  if (shipments.length === 0) return;
  const rows = shipments.map(({ orderId, shipmentId }) => ({ orderId, shipmentId }));
  await tx.$executeRaw`
    insert into early_shipments (order_id, shipment_id, noted_at)
    select s."orderId", s."shipmentId", ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s("orderId" uuid, "shipmentId" uuid) order by 1
    on conflict do nothing`;
}

/** Up to `limit` orders with a remembered shipment whose reservation can be decided about by now. */
export async function findRipeShipments(tx: WarehouseTx, limit: number): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ order_id: string }[]>`
    select e.order_id from early_shipments e join reservations r on r.order_id = e.order_id
    where r.status not in ('HELD', 'EXPIRED') order by e.order_id limit ${limit}`;
  return rows.map(({ order_id }) => order_id);
}

/** Forgets the remembered shipments of orders. */
export async function forgetShipments(tx: WarehouseTx, orderIds: readonly string[]): Promise<void> {
  await tx.earlyShipment.deleteMany({ where: { orderId: { in: [...orderIds] } } });
}
