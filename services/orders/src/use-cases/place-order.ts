import type { OrdersPlaceOrderBody } from '@sidecart/contracts';
import { InvalidInput, Unprocessable, type Platform } from '@sidecart/platform';
import type { Order } from '../domain/order.js';
import { excessiveSku, normalise, requestHash } from '../domain/placement.js';
import { leadsToWorkflow, routeOf } from '../domain/rollout.js';
import { pathOf, type OrdersMetrics } from '../metrics.js';
import { orderEvent } from '../order-events.js';
import { START_WORKFLOW, type StartPayload } from '../start-order.js';
import type { OrdersTx } from '../store/client.js';
import { insertPlaced } from '../store/placed-orders.js';
import { readRollout } from '../store/rollout-store.js';
import { appendTimeline } from '../store/timeline-store.js';
import type { Allowances } from './apply-facts.js';

/** An order somebody places. */
export interface PlaceCommand {
  /** The idempotency key: the same key places the same order once. */
  readonly key: string;
  readonly request: OrdersPlaceOrderBody;
  readonly correlationId: string;
}

/** Places an order; resolves to it as it stands. Throws InvalidInput, Unprocessable IDEMPOTENCY_KEY_REUSED. */
export type PlaceOrder = (command: PlaceCommand) => Promise<Order>;

/**
 * Commits the order and what starts it, and calls nobody. An order of choreography is claimed from the beginning and starts
 * with its own event; one of the workflow with an intent, whose worker calls the engine.
 */
export function createPlaceOrder(platform: Platform<OrdersTx>, metrics: Pick<OrdersMetrics, 'placed'>, allowances: Allowances): PlaceOrder {
  const { database, clock, newId } = platform;
  return ({ key, request, correlationId }) =>
    database.transaction(async (tx) => {
      const id = newId();
      const wanted = normalise(request);
      refuseExcess(wanted);
      const now = clock.now();
      const nextLookAt = new Date(now.getTime() + allowances.STEP_ALLOWANCE_MS);
      const route = routeOf(id, await readRollout(tx));
      const path = leadsToWorkflow(route) ? undefined : 'choreography';
      const hash = requestHash(wanted);
      const placed = await insertPlaced(tx, { ...{ id, key, route, path, correlationId, nextLookAt, now }, requestHash: hash, request: wanted });
      if (placed.requestHash !== hash) {
        throw new Unprocessable('IDEMPOTENCY_KEY_REUSED', 'the idempotency key was used for another order', { details: { key } });
      }
      if (placed.created) {
        await start(tx, platform, placed.order);
        metrics.placed(tx, pathOf(placed.order));
      }
      return placed.order;
    });
}

/** Lines of one SKU are added up, and the sum has to fit into the events too. */
function refuseExcess(wanted: OrdersPlaceOrderBody): void {
  const sku = excessiveSku(wanted);
  if (sku !== undefined) throw new InvalidInput('the body is not valid', [{ pointer: '/items', message: `holds too many pieces of ${sku}` }]);
}

async function start(tx: OrdersTx, { intents, publisher, clock }: Platform<OrdersTx>, order: Order): Promise<void> {
  const orderId = order.content.id;
  const { correlationId, path, route } = order;
  const flow = correlationId === undefined ? {} : { correlationId };
  const enqueue = (payload: StartPayload) =>
    intents.enqueue(tx, { kind: START_WORKFLOW, key: `${payload.run}:${payload.orderId}`, payload, ...flow });
  if (path === undefined) {
    await enqueue({ orderId, run: 'process' });
    return;
  }
  await appendTimeline(tx, [{ orderId, kind: 'start', name: route, detail: { path }, eventId: undefined, at: clock.now() }]);
  await publisher.publishAll(tx, [{ ...orderEvent(order, 'created'), ...flow }]);
  if (route === 'shadow') await enqueue({ orderId, run: 'shadow' });
}
