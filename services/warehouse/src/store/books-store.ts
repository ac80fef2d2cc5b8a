import type { BookedSku } from '../domain/stock-drift.js';
import type { WarehouseTx } from './client.js';

interface BookedRow {
  readonly sku: string;
  readonly on_hand: number | null;
  readonly reserved: number | null;
  readonly shipped: number | null;
  readonly set_aside: number;
  readonly handed_out: number;
}

/** The SKUs where stock and reservations do not agree, in one statement and so of one moment. Reads every reservation. */
export async function findDrift(tx: WarehouseTx): Promise<readonly BookedSku[]> {
  const rows = await tx.$queryRaw<BookedRow[]>`
    with booked as (
      select item->>'sku' as sku,
        coalesce(sum((item->>'quantity')::int) filter (where r.status <> 'SHIPPED'), 0)::int as set_aside,
        coalesce(sum((item->>'quantity')::int) filter (where r.status = 'SHIPPED'), 0)::int as handed_out
      from reservations r, jsonb_array_elements(r.items) as item
      where r.status in ('HELD', 'CONFIRMED', 'SHIPPED') group by 1
    )
    select coalesce(s.sku, b.sku) as sku, s.on_hand, s.reserved, s.shipped,
      coalesce(b.set_aside, 0) as set_aside, coalesce(b.handed_out, 0) as handed_out
    from stock s full join booked b on b.sku = s.sku
    where s.sku is null or s.reserved <> coalesce(b.set_aside, 0) or s.shipped <> coalesce(b.handed_out, 0)
      or s.reserved < 0 or s.on_hand < s.reserved
    order by 1`;
  return rows.map(toBookedSku);
}

function toBookedSku({ sku, on_hand: onHand, reserved, shipped, set_aside: setAside, handed_out: handedOut }: BookedRow): BookedSku {
  const kept = onHand !== null && reserved !== null && shipped !== null;
  return { sku, stock: kept ? { onHand, reserved, shipped } : undefined, setAside, handedOut };
}
