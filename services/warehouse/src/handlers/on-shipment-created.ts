import type { ShippingShipmentCreated } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import { decideShip, isEarly } from '../domain/progress.js';
import type { WarehouseTx } from '../store/client.js';
import { rememberShipments } from '../store/early-shipment-store.js';
import { changeAll } from '../use-cases/change-all.js';
import { tellDecisions } from '../use-cases/tell-decisions.js';

type Created = PlatformEvent<ShippingShipmentCreated>;

/**
 * The carrier has an order's goods announced, whatever the path: they leave the warehouse. One that comes before the
 * reservation is there or confirmed is remembered, and a loop ships the reservation once it is.
 */
export function createOnShipmentCreated(): Handler<ShippingShipmentCreated, WarehouseTx> {
  const ship = async (events: readonly Created[], context: HandlerContext<WarehouseTx>): Promise<void> => {
    const changes = events.map(({ data: { orderId } }) => ({ orderId, decide: decideShip }));
    const { decisions, levels } = await changeAll(context.tx, changes, context.now);
    const caused = decisions.flatMap((decision, index) => (events[index] === undefined ? [] : [{ event: events[index], decision }]));
    const early = caused.filter(({ decision }) => isEarly(decision)).map(({ event: { data } }) => data);
    await rememberShipments(context.tx, early, context.now);
    for (const { event, decision } of caused) context.causedBy(event, () => context.log.info(saying(decision)));
    await tellDecisions(caused, levels, context);
  };
  return { handle: (event, context) => ship([event], context), handleBatch: ship };
}

function saying(decision: ReturnType<typeof decideShip>): string {
  if (decision.type === 'change') return 'goods shipped';
  if (decision.type === 'unchanged') return 'goods shipped already; nothing changed';
  return isEarly(decision) ? 'shipment remembered until the goods are confirmed' : `goods not shipped: ${decision.refusal.why}`;
}
