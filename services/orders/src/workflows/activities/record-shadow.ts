import type { ShadowOutcome } from '../activities.workflow.js';
import { done, type Activity, type ActivityParts, type StepInput } from './parts.js';

/** Keeps what the workflow would have done, to be compared once choreography has finished the order. */
export const createRecordShadow =
  ({ platform, clock }: ActivityParts): Activity<StepInput & { readonly result: ShadowOutcome }> =>
  async ({ orderId, result }) => {
    const data = { orderId, result: { ...result } as object, finishedAt: clock.now() };
    await platform.database.transaction((tx) => tx.shadowResult.createMany({ data: [data], skipDuplicates: true }));
    return done({});
  };
