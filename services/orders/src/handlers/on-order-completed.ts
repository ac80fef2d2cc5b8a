import { topics, type CheckoutOrderCompleted, type Order as Sale } from '@sidecart/contracts';
import { PermanentError, type Handler, type HandlerContext, type PlatformEvent } from '@sidecart/platform';
import { contradictionIn, recordedAnswer } from '../domain/sale.js';
import { sameContent } from '../domain/same-content.js';
import type { OrdersMetrics } from '../metrics.js';
import type { OrdersTx } from '../store/client.js';
import { insertIfAbsent, type Insertion, type RecordedSale } from '../store/insert-orders.js';
import type { Allowances } from '../use-cases/apply-facts.js';

/** Takes the sales of checkout. */
export type OrderEventHandler = Handler<CheckoutOrderCompleted, OrdersTx>;

type SaleEvent = PlatformEvent<CheckoutOrderCompleted>;

/**
 * Records each sale once and answers every copy of it, because an answer may have been lost: checkout sends
 * a sale again until it has one. A sale that cannot be recorded as it says is a dead letter, unanswered.
 */
export function createOnOrderCompleted(allowances: Allowances, metrics: Pick<OrdersMetrics, 'placed'>): OrderEventHandler {
  const record = async (events: readonly SaleEvent[], context: HandlerContext<OrdersTx>) =>
    metrics.placed(context.tx, 'checkout', await recordSales(events, context, allowances));
  return {
    handle: (event, context) => record([event], context),
    handleBatch: record,
    onDuplicate: (event, context) => record([event], context),
  };
}

/** Resolves to how many of the sales were new. */
async function recordSales(events: readonly SaleEvent[], context: HandlerContext<OrdersTx>, allowances: Allowances): Promise<number> {
  for (const { data } of events) refuseContradiction(data);
  const nextLookAt = new Date(context.now.getTime() + allowances.STEP_ALLOWANCE_MS);
  const sales = events.map(({ data, correlationid }) => ({ sale: data.order, correlationId: correlationid, nextLookAt }));
  const { recorded, inserted } = await insertIfAbsent(context.tx, sales);
  for (const event of events) {
    const answer = recordedAnswer(sameSale(event.data.order, recorded));
    await context.publish({ topic: topics.ordersOrderRecorded, subject: answer.orderId, data: answer }, event);
  }
  for (const event of events) {
    const isNew = inserted.has(event.data.order.id);
    context.causedBy(event, () => context.log.info(isNew ? 'order recorded' : 'sale on record already; answered again'));
  }
  return inserted.size;
}

function refuseContradiction(data: CheckoutOrderCompleted): void {
  const contradiction = contradictionIn(data);
  if (contradiction !== undefined) throw new PermanentError('SALE_CONTRADICTS_ITSELF', contradiction);
}

function sameSale(order: Sale, recorded: Insertion['recorded']): RecordedSale {
  const found = recorded.get(order.id);
  if (found === undefined) throw new PermanentError('ORDER_NUMBER_TAKEN', `${order.orderNumber} is the number of another order`);
  if (!sameContent(order, found.sale)) throw new PermanentError('ORDER_CONTENT_DIFFERS', 'another sale is on record under this id');
  return found;
}
