import { refusal, type Answer } from '../../remote/ask.js';
import type { Patience, Services } from '../../remote/services.js';
import type { Order } from '../../domain/order.js';
import { lockOrders } from '../../store/order-store.js';
import { done, orderOf, type Activity, type ActivityParts } from './parts.js';

/**
 * Claims the order for the workflow, then asks whether its goods are there and its customer may buy. An order that somebody
 * else has, or that is dead, is refused as NOT_CLAIMED and left alone.
 */
export const createValidateOrder =
  (parts: ActivityParts): Activity =>
  async (input, wait) => {
    if (!(await claim(parts, input.orderId))) return refusal('NOT_CLAIMED', 'The order is processed elsewhere, or dead.');
    return checkOrder(parts.services, await orderOf(parts, input), wait);
  };

/** Asks whether the order's goods are there and its customer may buy; changes nothing. */
export async function checkOrder(services: Services, order: Order, wait: Patience): Promise<Answer<Record<string, never>>> {
  const [goods, customer] = await Promise.all([checkStock(services, order, wait), services.eligibility(order, wait)]);
  if (!goods.ok) return goods;
  if (!customer.ok) return customer;
  const { eligible, reason } = customer.value;
  return eligible ? done({}) : refusal(reason?.code ?? 'NOT_ELIGIBLE', reason?.message ?? 'No orders of this customer are taken.');
}

/** Asks whether the order's goods are there; changes nothing. */
export async function checkStock(services: Services, order: Order, wait: Patience): Promise<Answer<Record<string, never>>> {
  const goods = await services.availability(order, wait);
  if (!goods.ok) return goods;
  const { available, missing } = goods.value;
  return available ? done({}) : refusal('OUT_OF_STOCK', `There is too little of ${missing.length} of the order's SKUs.`);
}

async function claim({ platform, clock, applyFacts }: ActivityParts, orderId: string): Promise<boolean> {
  const line = { kind: 'start' as const, name: 'claimed', detail: { path: 'orchestration' }, at: clock.now() };
  const fact = { type: 'claimed' as const, path: 'orchestration' as const };
  const [reaction] = await platform.database.transaction(async (tx) => {
    const before = (await lockOrders(tx, [orderId])).get(orderId);
    // Claimed by an earlier attempt, it has its line.
    return applyFacts(tx, [before?.path === 'orchestration' ? { orderId, fact } : { orderId, fact, line }]);
  });
  return reaction?.refused === undefined;
}
