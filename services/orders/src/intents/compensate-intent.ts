import type { IntentKind } from '@sidecart/platform';
import type { CompensationStep } from '../store/compensation-store.js';
import type { OrdersTx } from '../store/client.js';
import { createCompensation, parkCompensation } from '../workflows/activities/compensations.js';
import type { ActivityParts } from '../workflows/activities/parts.js';

/** The kind of intent by which an operator has a compensation made again. */
export const COMPENSATE = 'compensate';

/** Which compensation is made again. */
export interface CompensatePayload {
  readonly orderId: string;
  readonly step: CompensationStep;
}

/** Whether it is undone; if not, why. */
type Outcome = { readonly done: true } | { readonly done: false; readonly error: string };

const CALL_MS = 10_000;

/** Makes a parked compensation again, as often as it takes to know how it ended; one that is refused once more is parked once more. */
export const createCompensateIntent = (parts: ActivityParts): IntentKind<CompensatePayload, Outcome, OrdersTx> => ({
  kind: COMPENSATE,
  async call({ payload: { orderId, step } }, { signal }) {
    const answer = await createCompensation(parts, step)({ orderId }, { deadlineMs: CALL_MS, signal });
    return answer.ok ? { done: true } : { done: false, error: answer.message };
  },
  async settle(tx, { payload: { orderId, step } }, outcome) {
    if (!outcome.done) await parkCompensation(parts.platform, tx, { orderId, step }, outcome.error);
  },
});
