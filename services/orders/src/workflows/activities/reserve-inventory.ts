import { done, livingStep, type Activity, type ActivityParts, type StepInput } from './parts.js';

/** Holds the order's goods for 15 minutes. */
export const createReserveInventory = (parts: ActivityParts): Activity<StepInput, { readonly reservationId: string }> =>
  livingStep(parts, async (order, wait) => {
    const answer = await parts.services.reserve(order, wait);
    return answer.ok ? done({ reservationId: answer.value.reservationId }) : answer;
  });
