import type { PaymentPaymentRefunded } from '@sidecart/contracts';
import type { Handler } from '@sidecart/platform';
import type { OrdersTx } from '../store/client.js';
import { findSales } from '../store/find-sales.js';
import type { ApplyFacts } from '../use-cases/apply-facts.js';
import { applyTold, batchHandler } from './fact-handler.js';

/**
 * A payment was given back, in whole or in part. One made at checkout names its session, by which its sale is found; a
 * session that was voided before there was a sale has none.
 */
export const onPaymentRefunded = (applyFacts: ApplyFacts): Handler<PaymentPaymentRefunded, OrdersTx> =>
  batchHandler(async (events, context) => {
    const made = events.filter(({ data }) => data.orderId === undefined);
    const sales = await findSales(
      context.tx,
      made.map(({ data }) => data.paymentId),
    );
    await applyTold(applyFacts, events, context, ({ paymentId, refundId, amount, reason, refundedAt, ...data }) => {
      const orderId = data.orderId ?? sales.get(paymentId);
      if (orderId === undefined) return undefined;
      const refund = { id: refundId, paymentId, minor: amount.minor };
      return { orderId, fact: { type: 'undone', what: 'payment', refund }, detail: { paymentId, refundId, amount, reason }, at: refundedAt };
    });
  });
