import type { DeadStatus, Failure, Outcome } from '../../domain/order.js';
import { done, type Activity, type ActivityParts, type StepInput } from './parts.js';

/** How a workflow ends its order. */
export interface Ending extends StepInput {
  readonly status: DeadStatus;
  readonly failure: Failure;
  readonly outcome: Outcome;
}

/** Ends the order, and tells everybody, which is also the command to undo what else was done for it. */
export const createFailOrder =
  ({ platform, applyFacts }: ActivityParts): Activity<Ending> =>
  async ({ orderId, status, failure, outcome }) => {
    const fact = { type: 'dead' as const, status, failure, outcome, by: 'workflow' as const };
    await platform.database.transaction((tx) => applyFacts(tx, [{ orderId, fact }]));
    return done({});
  };
