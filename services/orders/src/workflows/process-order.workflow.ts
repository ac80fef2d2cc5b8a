import { defineWorkflow } from '@sidecart/platform/workflow';
import type { OrderInput } from './activities.workflow.js';
import { finalize, openSaga } from './saga.workflow.js';

/** An order on its way: checked, priced, scored, reserved, paid, shipped, done; or undone, last step first. */
export const processOrderWorkflow = defineWorkflow('ProcessOrderWorkflow', function* (ctx, order: OrderInput) {
  const saga = openSaga(ctx, order);
  try {
    yield* saga.step('ValidateOrder');
    yield* saga.step('CalculatePricing');
    const risk = yield* saga.step('RunFraudCheck');
    if (risk.decision === 'review') yield* saga.review(risk);
    saga.stopIfCancelled();
    yield* saga.step('ReserveInventory', 'ReleaseInventoryReservation');
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
