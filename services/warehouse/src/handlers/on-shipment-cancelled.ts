import type { ShippingShipmentCancelled } from '@sidecart/contracts';
import type { Handler, HandlerContext, PlatformEvent } from '@sidecart/platform';
import { decideReturn } from '../domain/progress.js';
import type { Standing } from '../domain/reservation.js';
import type { Shelf } from '../domain/stock.js';
import type { WarehouseTx } from '../store/client.js';
import { changeAll } from '../use-cases/change-all.js';
import { tellDecisions } from '../use-cases/tell-decisions.js';

type Cancelled = PlatformEvent<ShippingShipmentCancelled>;

/** A label was cancelled before the carrier took the goods, whatever the path: they are free again. */
export function createOnShipmentCancelled(): Handler<ShippingShipmentCancelled, WarehouseTx> {
  const takeBack = async (events: readonly Cancelled[], context: HandlerContext<WarehouseTx>): Promise<void> => {
    const changes = events.map(({ data: { orderId, reason } }) => ({
      orderId,
      decide: (standing: Standing, shelf: Shelf) => decideReturn(standing, shelf, reason),
    }));
    const { decisions, levels } = await changeAll(context.tx, changes, context.now);
    const caused = decisions.flatMap((decision, index) => (events[index] === undefined ? [] : [{ event: events[index], decision }]));
    for (const { event, decision } of caused) {
      const back = decision.type === 'change' ? 'goods are back' : 'label cancelled; nothing to take back';
      context.causedBy(event, () => context.log.info(back));
    }
    await tellDecisions(caused, levels, context);
  };
  return { handle: (event, context) => takeBack([event], context), handleBatch: takeBack };
}
