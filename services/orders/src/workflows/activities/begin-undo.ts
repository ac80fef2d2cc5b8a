import { NotFound } from '@sidecart/platform';
import { openCompensations, type CompensationStep } from '../../store/compensation-store.js';
import { lockOrders } from '../../store/order-store.js';
import { done, type Activity, type ActivityParts, type StepInput } from './parts.js';

/**
 * Puts on record what is to be undone, before anything is. From then on a success that nobody waited for any more changes
 * nothing here. An order whose shipment was made after all is not undone: after that nothing is.
 */
export const createBeginUndo =
  ({ platform, clock }: ActivityParts): Activity<StepInput & { readonly steps: readonly CompensationStep[] }, { readonly begun: boolean }> =>
  async ({ orderId, steps }) => {
    const begun = await platform.database.transaction(async (tx) => {
      const order = (await lockOrders(tx, [orderId])).get(orderId);
      if (order === undefined) throw new NotFound('order', orderId);
      if (order.status === 'SHIPPED' || order.status === 'COMPLETED') return false;
      await openCompensations(tx, orderId, steps, clock.now());
      return true;
    });
    return done({ begun });
  };
