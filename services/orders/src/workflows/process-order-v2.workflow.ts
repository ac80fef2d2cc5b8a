import { defineWorkflow } from '@sidecart/platform/workflow';
import type { OrderInput } from './activities.workflow.js';
import { finalize, openSaga } from './saga.workflow.js';

/**
 * The second version confirms the goods before any money moves, so that a slow payment cannot outlast their hold. It has a
 * name of its own: an instance of the first version that is under way goes on by the first to its end.
 */
export const processOrderWorkflowV2 = defineWorkflow('ProcessOrderWorkflowV2', function* (ctx, order: OrderInput) {
  const saga = openSaga(ctx, order);
  try {
    yield* saga.step('ValidateOrder');
    yield* saga.step('CalculatePricing');
    const risk = yield* saga.step('RunFraudCheck');
    if (risk.decision === 'review') yield* saga.review(risk);
    saga.stopIfCancelled();
    yield* saga.step('ReserveInventory', 'ReleaseInventoryReservation');
    yield* saga.step('ConfirmInventory');
    saga.stopIfCancelled();
    yield* saga.step('ProcessPayment', 'RefundPayment');
    yield* saga.step('CreateShipment', 'CancelShipment');
  } catch (stopped) {
    const ended = yield* saga.fail(stopped);
    if (ended !== 'shipped') return ended;
  }
  yield* finalize(ctx, order);
  return 'completed';
});
