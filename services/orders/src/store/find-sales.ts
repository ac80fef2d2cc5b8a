import type { OrdersTx } from './client.js';

/** The orders of sales that were paid by these payments at checkout; order ids by payment id. */
export async function findSales(tx: OrdersTx, paymentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (paymentIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ payment_id: string; id: string }[]>`
    select content -> 'payment' ->> 'id' as payment_id, id from orders
    where origin = 'checkout' and content -> 'payment' ->> 'id' = any(${[...paymentIds]}::text[])`;
  return new Map(rows.map(({ payment_id, id }) => [payment_id, id]));
}
