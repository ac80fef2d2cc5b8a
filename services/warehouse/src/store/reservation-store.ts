import type { Tx } from '@sidecart/platform';
import type { Reservation, Standing } from '../domain/reservation.js';
import type { WarehouseTx } from './client.js';
import { reservationColumns, toStanding, type ReservationRow } from './reservation-row.js';

/**
 * Stores those reservations whose order has nothing on record and whose idempotency key is unused; of several for one
 * order the first. Resolves to the ids of those stored. In order of order id, so that two batches with the same orders
 * wait for each other instead of deadlocking.
 */
export async function insertIfAbsent(tx: WarehouseTx, reservations: readonly Reservation[], now: Date): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    insert into reservations (order_id, id, idempotency_key, correlation_id, order_number, path, customer_id, shipping_address, items, status,
      expires_at, created_at, updated_at)
    select (r->>'orderId')::uuid, (r->>'id')::uuid, r->>'idempotencyKey', r->>'correlationId', r->>'orderNumber', r->>'path', r->>'customerId',
      r->'shippingAddress', r->'items', r->>'status', (r->>'expiresAt')::timestamptz, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    from jsonb_array_elements(${JSON.stringify(reservations)}::jsonb) with ordinality as e(r, nth) order by 1, nth
    on conflict do nothing returning id`;
  return new Set(rows.map(({ id }) => id));
}

/**
 * Bars those orders that have nothing on record from ever reserving; resolves to them. In order of order id, like
 * `insertIfAbsent`.
 */
export async function insertTombstones(
  tx: WarehouseTx,
  orders: readonly { readonly orderId: string; readonly reason: string }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ order_id: string }[]>`
    insert into reservations (order_id, items, status, reason, created_at, updated_at)
    select o."orderId", '[]', 'RELEASED', o.reason, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(orders)}::jsonb) as o("orderId" uuid, reason text) order by 1
    on conflict do nothing returning order_id`;
  return new Set(rows.map(({ order_id }) => order_id));
}

/** What stands under some orders, locked until the transaction ends. Locked before any stock is (see `lockShelf`). */
export async function lockStandings(tx: WarehouseTx, orderIds: Iterable<string>): Promise<ReadonlyMap<string, Standing>> {
  const ids = [...new Set(orderIds)];
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<ReservationRow[]>`
    select ${reservationColumns} from reservations where order_id = any(${ids}::uuid[]) order by order_id for update`;
  return new Map(rows.map((row) => [row.order_id, toStanding(row)]));
}

/** Locks up to `limit` holds that have run out, soonest first; those another transaction is at are left to it. */
export async function lockOverdueHolds(tx: WarehouseTx, now: Date, limit: number): Promise<readonly Reservation[]> {
  const rows = await tx.$queryRaw<ReservationRow[]>`
    select ${reservationColumns} from reservations where status = 'HELD' and expires_at <= ${now.toISOString()}::timestamptz
    order by expires_at limit ${limit} for update skip locked`;
  return rows.map(toStanding).filter((standing) => standing !== 'BARRED');
}

/** How many reservations have goods set aside. */
export async function countActive(sql: Tx): Promise<{ readonly held: number; readonly confirmed: number }> {
  const [row] = await sql.$queryRawUnsafe<[{ held: number; confirmed: number }]>(
    `select (count(*) filter (where status = 'HELD'))::int as held, (count(*) filter (where status = 'CONFIRMED'))::int as confirmed
     from reservations where status in ('HELD', 'CONFIRMED')`,
  );
  return row;
}

/** What stands under an order at this moment. */
export async function findStanding(tx: WarehouseTx, orderId: string): Promise<Standing> {
  const rows = await tx.$queryRaw<ReservationRow[]>`select ${reservationColumns} from reservations where order_id = ${orderId}::uuid`;
  return rows.map(toStanding)[0];
}

/** Stores what changed of reservations whose rows the transaction has locked, in one statement. */
export async function saveReservations(tx: WarehouseTx, reservations: readonly Reservation[], now: Date): Promise<void> {
  if (reservations.length === 0) return;
  const rows = reservations.map(({ orderId, status, expiresAt, missing, reason }) => ({ orderId, status, expiresAt, missing, reason }));
  await tx.$executeRaw`
    update reservations r set status = c.status, expires_at = c."expiresAt", missing = c.missing, reason = c.reason,
      updated_at = ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c("orderId" uuid, status text, "expiresAt" timestamptz, missing jsonb, reason text)
    where r.order_id = c."orderId"`;
}
