import { done, handle, refused, type ActivityHandler, type Activity as Named } from '@sidecart/platform/workflow';
import { activities } from './activities.workflow.js';
import { createBeginUndo } from './activities/begin-undo.js';
import { createCalculatePricing } from './activities/calculate-pricing.js';
import { createCheckStep } from './activities/check-step.js';
import { createCompensation, createParkCompensation } from './activities/compensations.js';
import { createConfirmInventory } from './activities/confirm-inventory.js';
import { createCreateShipment } from './activities/create-shipment.js';
import { createFailOrder } from './activities/fail-order.js';
import { createFinalizeOrder } from './activities/finalize-order.js';
import type { Activity, ActivityParts, StepInput } from './activities/parts.js';
import { createProcessPayment } from './activities/process-payment.js';
import { createRecordShadow } from './activities/record-shadow.js';
import { createReserveInventory } from './activities/reserve-inventory.js';
import { createCloseReview, createRequestReview } from './activities/review.js';
import { createRunFraudCheck } from './activities/run-fraud-check.js';
import { createValidateOrder } from './activities/validate-order.js';

/** Every activity of the workflows, with what it does. */
export function orderActivities(parts: ActivityParts): readonly ActivityHandler[] {
  const on = <Input extends StepInput, Output>(named: Named<Input, Output>, run: Activity<Input>): ActivityHandler =>
    handle(named, async (input, { deadline, signal }) => {
      const answer = await run(input, { deadlineMs: Math.max(1, deadline.getTime() - parts.clock.now().getTime()), signal });
      return answer.ok ? done(answer.value as Output) : refused(answer.code, answer.message);
    });
  return [
    on(activities.ValidateOrder, createValidateOrder(parts)),
    on(activities.CalculatePricing, createCalculatePricing(parts)),
    on(activities.RunFraudCheck, createRunFraudCheck(parts)),
    on(activities.ReserveInventory, createReserveInventory(parts)),
    on(activities.ConfirmInventory, createConfirmInventory(parts)),
    on(activities.ProcessPayment, createProcessPayment(parts)),
    on(activities.CreateShipment, createCreateShipment(parts)),
    on(activities.FinalizeOrder, createFinalizeOrder(parts)),
    on(activities.RequestReview, createRequestReview(parts)),
    on(activities.CloseReview, createCloseReview(parts)),
    on(activities.BeginUndo, createBeginUndo(parts)),
    on(activities.FailOrder, createFailOrder(parts)),
    on(activities.ReleaseInventoryReservation, createCompensation(parts, 'ReleaseInventoryReservation')),
    on(activities.RefundPayment, createCompensation(parts, 'RefundPayment')),
    on(activities.CancelShipment, createCompensation(parts, 'CancelShipment')),
    on(activities.ParkCompensation, createParkCompensation(parts)),
    on(activities.CheckStep, createCheckStep(parts)),
    on(activities.RecordShadow, createRecordShadow(parts)),
  ];
}
