import type { Payment } from '../domain/payment.js';
import type { PaymentTx } from './client.js';
import { toPayment } from './payment-row.js';

/** What is known of the payment of a sale: the session it was made in, its id, or both. */
export interface SaleReference {
  readonly checkoutSessionId: string | undefined;
  readonly paymentId: string | undefined;
}

/** The payments of some sales. An id that names the payment of something else finds nothing. */
export async function findSalePayments(tx: PaymentTx, sales: readonly SaleReference[]): Promise<readonly Payment[]> {
  const sessions = sales.flatMap(({ checkoutSessionId }) => checkoutSessionId ?? []);
  const ids = sales.flatMap(({ paymentId }) => paymentId ?? []);
  if (sessions.length + ids.length === 0) return [];
  const rows = await tx.payment.findMany({
    where: { referenceType: 'checkout_session', OR: [{ referenceId: { in: sessions } }, { id: { in: ids } }] },
  });
  return rows.map(toPayment);
}

/** Notes which orders the payments of sales turned out to be for; what was noted first stays. */
export async function noteOrders(tx: PaymentTx, orderOf: ReadonlyMap<string, string>): Promise<void> {
  if (orderOf.size === 0) return;
  const rows = [...orderOf].map(([id, orderId]) => ({ id, orderId }));
  await tx.$executeRaw`
    UPDATE payments p SET order_id = o."orderId"
    FROM (
      SELECT p.id, o."orderId" FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS o(id uuid, "orderId" uuid)
      JOIN payments p ON p.id = o.id WHERE p.order_id IS NULL ORDER BY p.id FOR UPDATE OF p
    ) AS o
    WHERE p.id = o.id`;
}
