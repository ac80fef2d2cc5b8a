import { defineWorkflow, runStep, type WorkflowContext, type WorkflowSteps } from '@sidecart/platform/workflow';
import { activities, type OrderInput, type ShadowOutcome } from './activities.workflow.js';
import { bookkeepingPolicy, stepPolicies } from './step-policies.js';

const steps = ['ValidateOrder', 'CalculatePricing', 'RunFraudCheck', 'ReserveInventory', 'ProcessPayment', 'CreateShipment'] as const;

/** What the workflow would have done: the same steps, each of which only asks and changes nothing. */
export const shadowOrderWorkflow = defineWorkflow('ShadowOrderWorkflow', function* (ctx, { orderId }: OrderInput) {
  const result = yield* dryRun(ctx, orderId);
  yield* runStep(ctx, activities.RecordShadow, { orderId, result }, bookkeepingPolicy);
  return result.outcome;
});

function* dryRun(ctx: WorkflowContext, orderId: string): WorkflowSteps<ShadowOutcome> {
  let known: Pick<ShadowOutcome, 'total'> = {};
  for (const step of steps) {
    const outcome = yield* runStep(ctx, activities.CheckStep, { orderId, step }, stepPolicies[step]);
    if (outcome.type === 'refused') return { ...known, outcome: 'failed', step, code: outcome.code };
    if (outcome.type !== 'done') return { ...known, outcome: 'timed_out', step, code: 'STEP_TIMED_OUT' };
    if (outcome.value.review === true) return { ...known, outcome: 'review', step, code: 'FRAUD_REVIEW' };
    known = outcome.value.total === undefined ? known : { total: outcome.value.total };
  }
  return { ...known, outcome: 'completed' };
}
